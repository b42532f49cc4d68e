//! Why a choice cannot be made into something to sign.

use x402_core::client;

use super::{ValueError, display};

/// Why a choice cannot be made into something to sign.
#[derive(Clone, Debug, Eq, PartialEq, uniffi::Error)]
pub enum SigningRequestError {
    /// The chain has to be asked first what `Choice.queries` states.
    MissingAnswer {
        /// In words.
        detail: String,
    },
    /// The chain's answer contradicts what is known of the token.
    Contradiction {
        /// In words.
        detail: String,
    },
    /// An input is not the value it was given as.
    Value {
        /// Which value, such as `entropy`.
        noun: String,
        /// What would have been one.
        expected: String,
        /// What was there instead.
        found: String,
        /// All of it in one line.
        detail: String,
    },
    /// The entropy is all zeros.
    NoEntropy {
        /// In words.
        detail: String,
    },
    /// The account has nothing that it could sign for this payment.
    NothingToSign {
        /// In words.
        detail: String,
    },
    /// The payer's account is of another family of networks.
    PayerFamily {
        /// In words.
        detail: String,
    },
}

display!(SigningRequestError: MissingAnswer, Contradiction, Value, NoEntropy, NothingToSign, PayerFamily);

impl From<client::SigningRequestError> for SigningRequestError {
    fn from(error: client::SigningRequestError) -> Self {
        use client::SigningRequestError as Core;
        let detail = error.to_string();
        match error {
            Core::Contradiction { .. } => Self::Contradiction { detail },
            Core::MissingAnswer { .. } => Self::MissingAnswer { detail },
            Core::NoEntropy => Self::NoEntropy { detail },
            Core::PayerFamily { .. } => Self::PayerFamily { detail },
            Core::Transfer(error) => ValueError::from(error).into(),
            _ => Self::NothingToSign { detail },
        }
    }
}

impl From<ValueError> for SigningRequestError {
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
