//! A server's demand for payment, of either version.

use alloc::{string::String, vec::Vec};

use super::{
    declare::{either, version_to_read},
    payment_requirements::AnyPaymentRequirements,
};
use crate::{
    message::{NonEmpty, PaymentRequired, UnreadEntry},
    v1,
};

either! {
    /// A `PaymentRequired` of either version. Version 1 has it in the body of the 402, version 2 in
    /// its header.
    ///
    /// Source: core specification v2 §5.1, v1 §5.1.
    AnyPaymentRequired, PaymentRequired, version_to_read
}

impl AnyPaymentRequired {
    /// The server's text on why payment is required, or why a payment was refused.
    #[must_use]
    pub fn error(&self) -> Option<&str> {
        let error: &Option<String> = match self {
            Self::V1(required) => &required.error,
            Self::V2(required) => &required.error,
        };
        error.as_deref()
    }

    /// The entries of `accepts` that could not be read, in their order.
    #[must_use]
    pub fn unread(&self) -> &[UnreadEntry] {
        match self {
            Self::V1(required) => required.accepts.unread(),
            Self::V2(required) => required.accepts.unread(),
        }
    }

    /// The entries of `accepts` that could be read, in their order: at least one.
    #[must_use]
    pub fn into_accepts(self) -> Vec<AnyPaymentRequirements> {
        match self {
            Self::V1(required) => required.accepts.into_iter().map(Into::into).collect(),
            Self::V2(required) => required.accepts.into_iter().map(Into::into).collect(),
        }
    }
}

/// A message with this entry alone.
impl From<AnyPaymentRequirements> for AnyPaymentRequired {
    fn from(entry: AnyPaymentRequirements) -> Self {
        match entry {
            AnyPaymentRequirements::V1(entry) => {
                v1::PaymentRequired::new(NonEmpty::of(entry)).into()
            }
            AnyPaymentRequirements::V2(entry) => PaymentRequired::new(NonEmpty::of(entry)).into(),
        }
    }
}

/// A `PaymentRequired` of either version, borrowed.
#[derive(Clone, Copy, Debug)]
#[expect(
    clippy::exhaustive_enums,
    reason = "a new case must break the build of every caller"
)]
pub enum PaymentRequiredRef<'a> {
    /// The message of version 1.
    V1(&'a v1::PaymentRequired),
    /// The message of version 2.
    V2(&'a PaymentRequired),
}

impl<'a> From<&'a AnyPaymentRequired> for PaymentRequiredRef<'a> {
    fn from(required: &'a AnyPaymentRequired) -> Self {
        match required {
            AnyPaymentRequired::V1(required) => Self::V1(required),
            AnyPaymentRequired::V2(required) => Self::V2(required),
        }
    }
}

impl<'a> From<&'a v1::PaymentRequired> for PaymentRequiredRef<'a> {
    fn from(required: &'a v1::PaymentRequired) -> Self {
        Self::V1(required)
    }
}

impl<'a> From<&'a PaymentRequired> for PaymentRequiredRef<'a> {
    fn from(required: &'a PaymentRequired) -> Self {
        Self::V2(required)
    }
}
