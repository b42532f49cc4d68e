//! What a resource server asks a facilitator.

use pyo3::prelude::*;
use x402_core::{
    header::AnyPaymentPayload,
    message::{self, Submission},
};

use super::{PaymentPayload, PaymentRequirements, message, write};
use crate::v1;

/// A payment in the class of its version.
#[derive(Clone, Debug, Eq, IntoPyObject, PartialEq)]
pub(crate) enum Payload {
    V1(v1::PaymentPayload),
    V2(PaymentPayload),
}

/// Requirements in the class of their version.
#[derive(Clone, Debug, Eq, IntoPyObject, PartialEq)]
pub(crate) enum Requirements {
    V1(v1::PaymentRequirements),
    V2(PaymentRequirements),
}

impl From<AnyPaymentPayload> for Payload {
    fn from(payment: AnyPaymentPayload) -> Self {
        match payment {
            AnyPaymentPayload::V1(payment) => Self::V1(v1::PaymentPayload(payment)),
            AnyPaymentPayload::V2(payment) => Self::V2(PaymentPayload(payment)),
        }
    }
}

impl Requirements {
    /// The canonical JSON text.
    pub(crate) fn text(&self) -> String {
        match self {
            Self::V1(requirements) => requirements.0.to_string(),
            Self::V2(requirements) => requirements.0.to_string(),
        }
    }
}

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
