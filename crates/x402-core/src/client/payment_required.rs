//! A server's demand, of either version.

use alloc::string::String;

use crate::{message::PaymentRequired, v1, version::X402Version};

/// A `PaymentRequired` of either version, borrowed.
#[derive(Clone, Copy, Debug)]
#[expect(
    clippy::exhaustive_enums,
    reason = "a new case must break the build of every caller"
)]
pub enum PaymentRequiredRef<'a> {
    /// Of version 1: it came in the body.
    V1(&'a v1::PaymentRequired),
    /// Of version 2: it came in the header.
    V2(&'a PaymentRequired),
}

/// A `PaymentRequired` of either version.
#[derive(Clone, Debug, Eq, PartialEq)]
#[expect(
    clippy::exhaustive_enums,
    reason = "a new case must break the build of every caller"
)]
pub enum AnyPaymentRequired {
    /// Of version 1: it came in the body.
    V1(v1::PaymentRequired),
    /// Of version 2: it came in the header.
    V2(PaymentRequired),
}

impl AnyPaymentRequired {
    /// The version of the protocol.
    #[must_use]
    pub fn version(&self) -> X402Version {
        match self {
            Self::V1(_) => X402Version::V1,
            Self::V2(_) => X402Version::V2,
        }
    }

    /// Why payment is required, or why one was refused, in the server's words.
    #[must_use]
    pub fn error(&self) -> Option<&str> {
        let error: &Option<String> = match self {
            Self::V1(required) => &required.error,
            Self::V2(required) => &required.error,
        };
        error.as_deref()
    }
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
