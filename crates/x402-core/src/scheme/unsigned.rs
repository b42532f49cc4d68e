//! What a payer's account signs, as its mechanism built it.

use alloc::{
    boxed::Box,
    format,
    string::{String, ToString},
    vec::Vec,
};
use core::fmt;

use super::{evm::payload::insert_signature, svm::transaction};
use crate::{
    ValueError,
    address::Address,
    chain::Query,
    evm,
    json::Object,
    network::Family,
    signing::ToSign,
    svm::{self, Signature, TransactionError, transaction::wire_transaction},
};

/// A payment that only lacks its signature, in the form that each family signs.
#[derive(Clone, Debug)]
pub(crate) enum Unsigned {
    TypedData(TypedData),
    Message(Message),
}

impl Unsigned {
    /// What a key signs.
    pub(crate) fn to_sign(&self) -> ToSign<'_> {
        match self {
            Self::TypedData(typed) => ToSign::TypedData {
                digest: typed.digest,
                json: &typed.json,
            },
            Self::Message(message) => ToSign::Message(&message.bytes),
        }
    }

    /// The typed data, or the family that it would be for.
    pub(crate) fn typed_data(&self) -> Result<&TypedData, Family> {
        match self {
            Self::TypedData(typed) => Ok(typed),
            Self::Message(_) => Err(Family::Evm),
        }
    }

    /// The message, or the family that it would be for.
    pub(crate) fn message(&self) -> Result<&Message, Family> {
        match self {
            Self::TypedData(_) => Err(Family::Svm),
            Self::Message(message) => Ok(message),
        }
    }

    /// The payload with the signature of the payer's own key, which is proven first.
    pub(crate) fn signed(&self, signature: &[u8]) -> Result<Object<'static>, NotSigned> {
        match self {
            Self::TypedData(typed) => typed.signed(signature),
            Self::Message(message) => message.signed(signature),
        }
    }
}

/// Why bytes are not the payer's signature.
pub(crate) enum NotSigned {
    /// Another account's, or over other data.
    By(Address),
    /// In words.
    Signature(String),
    /// They make a transaction that is too large.
    Transaction(TransactionError),
}

/// EIP-712 typed data.
#[derive(Clone, Debug)]
pub(crate) struct TypedData {
    pub(crate) payer: evm::Address,
    pub(crate) digest: [u8; 32],
    /// The argument of `eth_signTypedData_v4`.
    pub(crate) json: String,
    /// When the window ends, in Unix seconds; none if that is beyond counting.
    pub(crate) valid_until: Option<u64>,
    /// The payload with an empty signature.
    pub(crate) payload: Object<'static>,
}

impl TypedData {
    pub(crate) fn payload(&self, signature: &[u8]) -> Object<'static> {
        let mut payload = self.payload.clone();
        insert_signature(&mut payload, signature);
        payload
    }

    /// Takes every form that wallets give, and writes the one that tokens accept.
    fn signed(&self, signature: &[u8]) -> Result<Object<'static>, NotSigned> {
        let signature = evm::Signature::normalize(signature)
            .map_err(|error| NotSigned::Signature(error.to_string()))?;
        match signature.recover(&self.digest) {
            Some(signer) if signer == self.payer => Ok(self.payload(&signature.to_bytes())),
            Some(signer) => Err(NotSigned::By(signer.into())),
            None => Err(NotSigned::Signature(String::from(
                "expected the payer's signature, found one that nobody can have made",
            ))),
        }
    }
}

/// The message of a Solana transaction that the fee payer and the payer sign, in this order.
#[derive(Clone, Debug)]
pub(crate) struct Message {
    pub(crate) payer: svm::Address,
    pub(crate) bytes: Vec<u8>,
}

impl Message {
    /// The transaction with this signature of the payer, which the fee payer has yet to sign.
    pub(crate) fn transaction(&self, signature: Signature) -> Result<Vec<u8>, TransactionError> {
        wire_transaction(&self.bytes, &[Signature::ZERO, signature])
    }

    /// The payload that carries a transaction.
    pub(crate) fn payload(transaction: &[u8]) -> Object<'static> {
        transaction::write(transaction)
    }

    fn signed(&self, signature: &[u8]) -> Result<Object<'static>, NotSigned> {
        let bytes = <[u8; 64]>::try_from(signature).map_err(|_| {
            let found = signature.len();
            NotSigned::Signature(format!("expected 64 bytes, found {found}"))
        })?;
        let (payer, signature) = (self.payer, Signature::new(bytes));
        signature
            .verify_strict(&payer, &self.bytes)
            .map_err(|error| {
                NotSigned::Signature(format!(
                    "expected a signature of {payer}, found that {error}"
                ))
            })?;
        let transaction = self
            .transaction(signature)
            .map_err(NotSigned::Transaction)?;
        Ok(Self::payload(&transaction))
    }
}

/// Why a choice cannot be made into something to sign.
#[derive(Clone, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub enum SigningRequestError {
    /// The asset table and the chain's answer disagree: one of them is about another token.
    Contradiction {
        /// What was asked.
        query: Box<Query>,
        /// What disagrees, in words.
        noun: &'static str,
        /// The asset table's value.
        expected: String,
        /// The chain's value.
        found: String,
    },
    /// An answer of the chain is missing, without which nothing can be signed.
    MissingAnswer {
        /// What to ask: one of [`Choice::queries`](crate::client::Choice::queries).
        query: Box<Query>,
        /// What it answers, in words.
        noun: &'static str,
    },
    /// The entropy is all zero: nobody filled it in.
    NoEntropy,
    /// The account cannot sign this kind of payment: a contract on Solana, or a delegation.
    NothingToSign,
    /// The payer's address is of another family than the network.
    PayerFamily {
        /// The offer's network.
        network: String,
        /// The payer.
        payer: Address,
    },
    /// The transfer is impossible between these accounts.
    Transfer(ValueError),
}

impl fmt::Display for SigningRequestError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Contradiction {
                noun,
                expected,
                found,
                ..
            } => write!(
                f,
                "expected {expected} ({noun}, by the asset table), found {found} on the chain: correct the entry of the table"
            ),
            Self::MissingAnswer { noun, .. } => write!(
                f,
                "expected {noun} from the chain, found no answer: ask the queries of the choice first"
            ),
            Self::NoEntropy => {
                f.write_str("expected 32 random bytes as entropy, found 32 zero bytes")
            }
            Self::NothingToSign => f.write_str(
                "this account cannot sign this kind of payment (a contract on Solana, or an ERC-7710 delegation): pay another offer",
            ),
            Self::PayerFamily { network, payer } => {
                write!(f, "expected a payer on {network}, found {payer}")
            }
            Self::Transfer(error) => error.fmt(f),
        }
    }
}

impl core::error::Error for SigningRequestError {}
