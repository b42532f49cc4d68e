//! Messages of either version.

use x402_core::{
    any::{self, Submission},
    message, v1,
};

use super::{PaymentPayload, PaymentRequired, PaymentRequirements};
use crate::{
    error::Refusal,
    json::{Member, Written},
    v1::{PaymentPayloadV1, PaymentRequiredV1, PaymentRequirementsV1},
};

/// A payment of either version.
#[derive(Clone, Debug, Eq, PartialEq, uniffi::Enum)]
pub enum AnyPaymentPayload {
    /// Of version 1.
    V1 {
        /// The message.
        payload: PaymentPayloadV1,
    },
    /// Of version 2.
    V2 {
        /// The message.
        payload: PaymentPayload,
    },
}

impl AnyPaymentPayload {
    pub(crate) fn read(&self) -> Result<any::AnyPaymentPayload, Refusal> {
        Ok(match self {
            Self::V1 { payload } => any::AnyPaymentPayload::V1(payload.read()?),
            Self::V2 { payload } => any::AnyPaymentPayload::V2(payload.read()?),
        })
    }
}

impl From<&any::AnyPaymentPayload> for AnyPaymentPayload {
    fn from(payment: &any::AnyPaymentPayload) -> Self {
        match payment {
            any::AnyPaymentPayload::V1(payment) => Self::from(payment),
            any::AnyPaymentPayload::V2(payment) => Self::from(payment),
        }
    }
}

impl From<&v1::PaymentPayload> for AnyPaymentPayload {
    fn from(payment: &v1::PaymentPayload) -> Self {
        Self::V1 {
            payload: payment.into(),
        }
    }
}

impl From<&message::PaymentPayload> for AnyPaymentPayload {
    fn from(payment: &message::PaymentPayload) -> Self {
        Self::V2 {
            payload: payment.into(),
        }
    }
}

impl From<&Submission> for AnyPaymentPayload {
    fn from(submission: &Submission) -> Self {
        match submission {
            Submission::V1 {
                payment_payload, ..
            } => payment_payload.into(),
            Submission::V2 {
                payment_payload, ..
            } => payment_payload.into(),
        }
    }
}

impl Member for AnyPaymentPayload {
    fn written(&self) -> Written {
        match self {
            Self::V1 { payload } => payload.written(),
            Self::V2 { payload } => payload.written(),
        }
    }
}

/// What a server asks for, in either version.
#[derive(Clone, Debug, Eq, PartialEq, uniffi::Enum)]
pub enum AnyPaymentRequired {
    /// In version 1: the body of the 402.
    V1 {
        /// The message.
        required: PaymentRequiredV1,
    },
    /// In version 2: its header.
    V2 {
        /// The message.
        required: PaymentRequired,
    },
}

impl AnyPaymentRequired {
    pub(crate) fn read(&self) -> Result<any::AnyPaymentRequired, Refusal> {
        Ok(match self {
            Self::V1 { required } => any::AnyPaymentRequired::V1(required.read()?),
            Self::V2 { required } => any::AnyPaymentRequired::V2(required.read()?),
        })
    }
}

impl From<&any::AnyPaymentRequired> for AnyPaymentRequired {
    fn from(required: &any::AnyPaymentRequired) -> Self {
        match required {
            any::AnyPaymentRequired::V1(required) => Self::V1 {
                required: required.into(),
            },
            any::AnyPaymentRequired::V2(required) => Self::V2 {
                required: required.into(),
            },
        }
    }
}

/// One way to pay, in either version.
#[derive(Clone, Debug, Eq, PartialEq, uniffi::Enum)]
pub enum AnyPaymentRequirements {
    /// In version 1.
    V1 {
        /// The message.
        requirements: PaymentRequirementsV1,
    },
    /// In version 2.
    V2 {
        /// The message.
        requirements: PaymentRequirements,
    },
}

impl From<&Submission> for AnyPaymentRequirements {
    fn from(submission: &Submission) -> Self {
        match submission {
            Submission::V1 {
                payment_requirements,
                ..
            } => Self::V1 {
                requirements: payment_requirements.into(),
            },
            Submission::V2 {
                payment_requirements,
                ..
            } => Self::V2 {
                requirements: payment_requirements.into(),
            },
        }
    }
}

impl Member for AnyPaymentRequirements {
    fn written(&self) -> Written {
        match self {
            Self::V1 { requirements } => requirements.written(),
            Self::V2 { requirements } => requirements.written(),
        }
    }
}
