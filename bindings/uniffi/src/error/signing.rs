//! Why a choice becomes no signed payment.

use x402_core::client;

use super::{Refusal, ValueError, display};
use crate::client::Lookup;

/// Why a choice becomes no signed payment.
#[derive(Clone, Debug, Eq, PartialEq, uniffi::Error)]
pub enum SigningError {
    /// The chain has to be asked first.
    MissingAnswer {
        /// What to ask.
        lookup: Lookup,
        /// In words.
        detail: String,
    },
    /// The chain's answer contradicts what is known of the token.
    Contradiction {
        /// What was asked.
        lookup: Lookup,
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
    /// The payer's account, or the key, is of another family of networks.
    WrongNetwork {
        /// In words.
        detail: String,
    },
    /// A contract signs for the account: its signature goes to `assemble_contract`.
    ContractWallet {
        /// In words.
        detail: String,
    },
    /// The payment breaks a rule: the wallet changed what it was to sign.
    Refused {
        /// Which rule, and where.
        refusal: Refusal,
        /// All of it in one line.
        detail: String,
    },
    /// The bytes are no signature of the payer's.
    Signature {
        /// In words.
        detail: String,
    },
    /// The bytes are no transaction.
    Transaction {
        /// In words.
        detail: String,
    },
    /// Somebody else signed, or something else was signed.
    WrongSigner {
        /// The payer.
        expected: String,
        /// Who signed. If something else was signed it is nobody in particular.
        found: String,
        /// All of it in one line.
        detail: String,
    },
    /// The header would be longer than servers read: the 402 said too much to repeat.
    TooLong {
        /// Its length in bytes.
        length: u64,
        /// In words.
        detail: String,
    },
}

display!(
    SigningError: MissingAnswer, Contradiction, Value, NoEntropy, NothingToSign, WrongNetwork,
    ContractWallet, Refused, Signature, Transaction, WrongSigner, TooLong
);

impl From<client::SigningRequestError> for SigningError {
    fn from(error: client::SigningRequestError) -> Self {
        use client::SigningRequestError as Core;
        let detail = error.to_string();
        match error {
            Core::Contradiction(lookup) => Self::Contradiction {
                lookup: lookup.into(),
                detail,
            },
            Core::MissingAnswer(lookup) => Self::MissingAnswer {
                lookup: lookup.into(),
                detail,
            },
            Core::NoEntropy => Self::NoEntropy { detail },
            Core::PayerFamily { .. } => Self::WrongNetwork { detail },
            Core::Transfer(error) => ValueError::from(error).into(),
            _ => Self::NothingToSign { detail },
        }
    }
}

impl From<client::AssembleError> for SigningError {
    fn from(error: client::AssembleError) -> Self {
        use client::AssembleError as Core;
        let detail = error.to_string();
        match error {
            Core::ContractWallet => Self::ContractWallet { detail },
            Core::Refused(refusal) => Self::Refused {
                refusal: refusal.into(),
                detail,
            },
            Core::TooLong { length } => Self::TooLong {
                length: u64::try_from(length).unwrap_or(u64::MAX),
                detail,
            },
            Core::Transaction(_) => Self::Transaction { detail },
            Core::WrongNetwork { .. } => Self::WrongNetwork { detail },
            Core::WrongSigner { expected, found } => Self::WrongSigner {
                expected: expected.to_string(),
                found: found.to_string(),
                detail,
            },
            _ => Self::Signature { detail },
        }
    }
}

impl From<ValueError> for SigningError {
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
