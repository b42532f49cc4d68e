//! What is wrong with an offer.

use alloc::{borrow::Cow, format, string::String};
use core::fmt;

use crate::ValueError;

/// The seller's terms cannot be paid as they stand: the seller's mistake, never the payer's.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct OfferError {
    pointer: Cow<'static, str>,
    expected: Cow<'static, str>,
    found: String,
}

impl OfferError {
    /// `found` stands as it is: quote foreign text with `excerpt` first.
    pub(crate) fn new(
        pointer: impl Into<Cow<'static, str>>,
        expected: impl Into<Cow<'static, str>>,
        found: impl Into<String>,
    ) -> Self {
        Self {
            pointer: pointer.into(),
            expected: expected.into(),
            found: found.into(),
        }
    }

    pub(crate) fn value(pointer: &'static str, error: &ValueError) -> Self {
        Self::new(pointer, String::from(error.expected()), error.found())
    }

    /// The same mistake, seen from the message that the requirements are part of.
    pub(crate) fn within(mut self, parent: &str) -> Self {
        self.pointer = Cow::Owned(format!("{parent}{}", self.pointer));
        self
    }

    /// JSON pointer (RFC 6901) into the requirements.
    #[must_use]
    pub fn pointer(&self) -> &str {
        &self.pointer
    }

    /// What would have been an offer.
    #[must_use]
    pub fn expected(&self) -> &str {
        &self.expected
    }

    /// What was there instead.
    #[must_use]
    pub fn found(&self) -> &str {
        &self.found
    }
}

impl fmt::Display for OfferError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            pointer,
            expected,
            found,
        } = self;
        write!(f, "offer at {pointer}: expected {expected}, found {found}")
    }
}

impl core::error::Error for OfferError {}
