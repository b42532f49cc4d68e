//! What a resource server asks a facilitator.

use x402_core::any;

use crate::{
    either::{Payload, Requirements},
    wire::{message, write},
};

message! {
    /// The body of `POST /verify`, of either version.
    VerifyRequest(any::VerifyRequest), "x402_core", None;
    required {
        x402_version = "x402Version" as write::any;
        payment_payload = "paymentPayload" as write::message;
        payment_requirements = "paymentRequirements" as write::message;
    }
    optional {}
    get {
        x402_version: u64 = |m| m.submission.version().number();
        payment_payload: Payload = |m| m.submission.payment_payload().into();
        payment_requirements: Requirements = |m| m.submission.payment_requirements().into();
    }
}

message! {
    /// The body of `POST /settle`, of either version.
    SettleRequest(any::SettleRequest), "x402_core", None;
    required {
        x402_version = "x402Version" as write::any;
        payment_payload = "paymentPayload" as write::message;
        payment_requirements = "paymentRequirements" as write::message;
    }
    optional {}
    get {
        x402_version: u64 = |m| m.submission.version().number();
        payment_payload: Payload = |m| m.submission.payment_payload().into();
        payment_requirements: Requirements = |m| m.submission.payment_requirements().into();
    }
}
