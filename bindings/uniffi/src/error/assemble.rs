//! Why a signature does not make a payment.

use x402_core::client;

use super::{Refusal, ValueError, display};

/// Why a signature does not make a payment.
#[derive(Clone, Debug, Eq, PartialEq, uniffi::Error)]
pub enum AssembleError {
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
    /// The key, or what was signed, is of another family of networks.
    WrongNetwork {
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
    /// A member of the policy is not the value it was given as.
    Value {
        /// Which value, such as `EVM address`.
        noun: String,
        /// What would have been one.
        expected: String,
        /// What was there instead.
        found: String,
        /// All of it in one line.
        detail: String,
    },
}

display!(AssembleError: ContractWallet, Refused, Signature, Transaction, WrongNetwork, WrongSigner, TooLong, Value);

impl From<client::AssembleError> for AssembleError {
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

impl From<ValueError> for AssembleError {
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
