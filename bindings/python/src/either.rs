//! Messages of either version, as results and as arguments.

use pyo3::prelude::*;
use x402_core::any::{AnyPaymentPayload, AnyPaymentRequired, AnyPaymentRequirements};

use crate::{
    message::{PaymentPayload, PaymentRequired, PaymentRequirements},
    v1,
};

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

impl From<AnyPaymentRequirements> for Requirements {
    fn from(requirements: AnyPaymentRequirements) -> Self {
        match requirements {
            AnyPaymentRequirements::V1(requirements) => {
                Self::V1(v1::PaymentRequirements(requirements))
            }
            AnyPaymentRequirements::V2(requirements) => Self::V2(PaymentRequirements(requirements)),
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

/// What the server asked for, in the class of its version.
#[derive(IntoPyObject)]
pub(crate) enum Required {
    V1(v1::PaymentRequired),
    V2(PaymentRequired),
}

impl From<AnyPaymentRequired> for Required {
    fn from(required: AnyPaymentRequired) -> Self {
        match required {
            AnyPaymentRequired::V1(required) => Self::V1(v1::PaymentRequired(required)),
            AnyPaymentRequired::V2(required) => Self::V2(PaymentRequired(required)),
        }
    }
}

/// Declares an argument that is of one of two classes, those of both versions.
macro_rules! either_version {
    ($(#[$doc:meta])* $name:ident, $class:ident) => {
        $(#[$doc])*
        pub(crate) enum $name<'py> {
            V1(pyo3::Bound<'py, $crate::v1::$class>),
            V2(pyo3::Bound<'py, $crate::message::$class>),
        }

        impl<'py> pyo3::FromPyObject<'_, 'py> for $name<'py> {
            type Error = pyo3::PyErr;

            fn extract(value: pyo3::Borrowed<'_, 'py, pyo3::PyAny>) -> pyo3::PyResult<Self> {
                if let Ok(message) = value.cast() {
                    return Ok(Self::V2(message.to_owned()));
                }
                match value.cast() {
                    Ok(message) => Ok(Self::V1(message.to_owned())),
                    Err(_) => Err($crate::text::wrong_type(stringify!($class), value)),
                }
            }
        }
    };
}
pub(crate) use either_version;
