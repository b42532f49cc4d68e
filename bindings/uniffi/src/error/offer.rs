//! What is wrong with an offer.

use x402_core::scheme;

use super::{Refusal, ValueError, display};

/// The seller's terms cannot be paid as they stand: the seller's mistake, never the payer's.
#[derive(Clone, Debug, Eq, PartialEq, uniffi::Error)]
pub enum OfferError {
    /// The requirements are no message.
    Malformed {
        /// Where and why.
        refusal: Refusal,
        /// All of it in one line.
        detail: String,
    },
    /// No payment could ever satisfy them.
    Unpayable {
        /// JSON pointer (RFC 6901) into the requirements.
        pointer: String,
        /// What would have been an offer.
        expected: String,
        /// What was there instead.
        found: String,
        /// All of it in one line.
        detail: String,
    },
    /// A price, an address or a name is none.
    Value {
        /// Which value, such as `network`.
        noun: String,
        /// What would have been one.
        expected: String,
        /// What was there instead.
        found: String,
        /// All of it in one line.
        detail: String,
    },
}

display!(OfferError: Malformed, Unpayable, Value);

impl From<Refusal> for OfferError {
    fn from(refusal: Refusal) -> Self {
        Self::Malformed {
            detail: refusal.to_string(),
            refusal,
        }
    }
}

impl From<scheme::OfferError> for OfferError {
    fn from(error: scheme::OfferError) -> Self {
        Self::Unpayable {
            pointer: error.pointer().to_owned(),
            expected: error.expected().to_owned(),
            found: error.found().to_owned(),
            detail: error.to_string(),
        }
    }
}

impl From<ValueError> for OfferError {
    fn from(error: ValueError) -> Self {
        let ValueError::Invalid {
            noun,
            expected,
            found,
            detail,
        } = error;
        Self::Value {
            noun,
            expected,
            found,
            detail,
        }
    }
}
