//! The answer that asks for payment.

use x402_core::v1;

use super::PaymentRequirementsV1;
use crate::message::message;

message! {
    /// The answer that asks for payment in version 1: the JSON body of a 402.
    PaymentRequiredV1(v1::PaymentRequired), Some(v1::PaymentRequired::VERSION.number()), parse_payment_required_v1;
    /// The ways to pay, at least one.
    accepts: Vec<PaymentRequirementsV1> = "accepts", |m| m.accepts.iter().map(Into::into).collect();
    /// Why payment is asked for, in the server's words.
    #[uniffi(default = None)]
    error: Option<String> = "error", |m| m.error.clone();
}
