//! What a payer's account signs, as its mechanism built it.

use alloc::{string::String, vec::Vec};
use core::fmt;

use super::{evm::payload::insert_signature, inputs::Lookup, svm::transaction};
use crate::{
    ValueError,
    address::Address,
    json::Object,
    svm::{Signature, TransactionError, transaction::wire_transaction},
};

/// A payment that only lacks its signature.
#[derive(Clone, Debug)]
pub(crate) enum Unsigned {
    TypedData(TypedData),
    Message(Message),
}

/// EIP-712 typed data.
#[derive(Clone, Debug)]
pub(crate) struct TypedData {
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
}

/// The message of a Solana transaction that the fee payer and the payer sign, in this order.
#[derive(Clone, Debug)]
pub(crate) struct Message {
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
}

/// Why a choice cannot be made into something to sign.
#[derive(Clone, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub enum SigningRequestError {
    /// The asset table and the chain's answer disagree: one of them is about another token.
    Contradiction(Lookup),
    /// A required answer of the chain is missing.
    MissingAnswer(Lookup),
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
            Self::Contradiction(lookup) => write!(
                f,
                "expected the {lookup} of the asset table, found another answer from the chain"
            ),
            Self::MissingAnswer(lookup) => {
                write!(f, "expected the chain's answer to {lookup}, found none")
            }
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
