//! What the rules found out about a payment that none of them refused.

use alloc::{boxed::Box, format, string::String};

use super::{rejection::Undecided, rule::Method};
use crate::{
    address::Address,
    amount::Amount,
    evm::{self, hex},
    network::Network,
    svm,
};

/// The result of a scheme's rules. Private to the crate: only
/// [`verify`](crate::verify::verify) turns it into a public outcome.
#[derive(Debug)]
pub(crate) enum Evidence {
    Proven(Proven),
    Undecided(Undecided),
}

/// A payment whose payer's signature is proven.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(crate) struct Proven {
    pub(crate) method: Method,
    pub(crate) payer: Address,
    pub(crate) signature: PayerSignature,
    pub(crate) replay: Replay,
    /// When the payment's own window ends, in Unix seconds.
    pub(crate) valid_until: u64,
}

/// The payer's proven signature, in the form to settle with.
#[derive(Clone, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub enum PayerSignature {
    /// An account's own signature: 65 bytes, low s, v of 27 or 28.
    Evm(evm::Signature),
    /// A contract wallet's signature (ERC-1271), proven by the chain facts that the caller gave.
    Contract(Box<[u8]>),
    /// The transfer authority's Ed25519 signature.
    Svm(svm::Signature),
}

/// What makes a payment the same payment, whatever bytes carry it.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(crate) enum Replay {
    Eip3009 {
        token: evm::Address,
        from: evm::Address,
        nonce: [u8; 32],
    },
    Permit2 {
        owner: evm::Address,
        nonce: Amount,
    },
    Solana {
        message_hash: [u8; 32],
    },
}

impl Replay {
    /// The key as text; the same text in every language.
    pub(crate) fn key(&self, network: &Network) -> String {
        match self {
            Self::Eip3009 { token, from, nonce } => format!(
                "{network}/eip3009/{}/{}/{}",
                hex::encode(token.as_bytes()),
                hex::encode(from.as_bytes()),
                hex::encode(nonce),
            ),
            Self::Permit2 { owner, nonce } => {
                format!(
                    "{network}/permit2/{}/{nonce}",
                    hex::encode(owner.as_bytes())
                )
            }
            Self::Solana { message_hash } => {
                format!("{network}/message/{}", hex::encode(message_hash))
            }
        }
    }
}
