//! What a resource server asks a facilitator.

use x402_core::message::{self, Submission};

use crate::{
    either::{Payload, Requirements},
    message::{PaymentPayload, PaymentRequirements},
    v1,
    wire::{message, write},
};

fn payload(submission: &Submission) -> Payload {
    match submission {
        Submission::V1 {
            payment_payload, ..
        } => Payload::V1(v1::PaymentPayload(payment_payload.clone())),
        Submission::V2 {
            payment_payload, ..
        } => Payload::V2(PaymentPayload(payment_payload.clone())),
    }
}

fn requirements(submission: &Submission) -> Requirements {
    match submission {
        Submission::V1 {
            payment_requirements,
            ..
        } => Requirements::V1(v1::PaymentRequirements(payment_requirements.clone())),
        Submission::V2 {
            payment_requirements,
            ..
        } => Requirements::V2(PaymentRequirements(payment_requirements.clone())),
    }
}

message! {
    /// The body of `POST /verify`, of either version.
    VerifyRequest(message::VerifyRequest), "x402_core", None;
    required {
        x402_version = "x402Version" as write::any;
        payment_payload = "paymentPayload" as write::message;
        payment_requirements = "paymentRequirements" as write::message;
    }
    optional {}
    get {
        x402_version: u64 = |m| m.submission.x402_version();
        payment_payload: Payload = |m| payload(&m.submission);
        payment_requirements: Requirements = |m| requirements(&m.submission);
    }
}

message! {
    /// The body of `POST /settle`, of either version.
    SettleRequest(message::SettleRequest), "x402_core", None;
    required {
        x402_version = "x402Version" as write::any;
        payment_payload = "paymentPayload" as write::message;
        payment_requirements = "paymentRequirements" as write::message;
    }
    optional {}
    get {
        x402_version: u64 = |m| m.submission.x402_version();
        payment_payload: Payload = |m| payload(&m.submission);
        payment_requirements: Requirements = |m| requirements(&m.submission);
    }
}
