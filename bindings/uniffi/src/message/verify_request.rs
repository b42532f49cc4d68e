//! What a resource server asks a facilitator.

use x402_core::any;

use super::{AnyPaymentPayload, AnyPaymentRequirements, message};

message! {
    /// The body of `POST /verify`, of either version.
    VerifyRequest(any::VerifyRequest), None, parse_verify_request;
    /// The version of the protocol.
    x402_version: u64 = "x402Version", |m| m.submission.version().number();
    /// The payment.
    payment_payload: AnyPaymentPayload = "paymentPayload", |m| (&m.submission).into();
    /// What it is to pay.
    payment_requirements: AnyPaymentRequirements = "paymentRequirements", |m| (&m.submission).into();
}

message! {
    /// The body of `POST /settle`, of either version.
    SettleRequest(any::SettleRequest), None, parse_settle_request;
    /// The version of the protocol.
    x402_version: u64 = "x402Version", |m| m.submission.version().number();
    /// The payment.
    payment_payload: AnyPaymentPayload = "paymentPayload", |m| (&m.submission).into();
    /// What it is to pay.
    payment_requirements: AnyPaymentRequirements = "paymentRequirements", |m| (&m.submission).into();
}
