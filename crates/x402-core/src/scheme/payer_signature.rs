//! The payer's signature, in one form for each kind of account.

use alloc::{boxed::Box, vec::Vec};

use super::evm::payload::insert_signature;
use crate::{evm, json::Object, svm};

/// The payer's proven signature, in the form to settle with.
#[derive(Clone, Debug, Eq, Hash, PartialEq)]
#[non_exhaustive]
pub enum PayerSignature {
    /// An account's own signature: 65 bytes, low s, v of 27 or 28.
    Evm(evm::Signature),
    /// A contract wallet's signature (ERC-1271), proven by the chain facts that the caller gave.
    Contract(Box<[u8]>),
    /// The transfer authority's Ed25519 signature.
    Svm(svm::Signature),
}

impl PayerSignature {
    /// The bytes to settle with: 65 of ECDSA, 64 of Ed25519, or those of a contract wallet.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        match self {
            Self::Evm(signature) => signature.to_bytes().to_vec(),
            Self::Contract(signature) => signature.to_vec(),
            Self::Svm(signature) => signature.as_bytes().to_vec(),
        }
    }

    /// Whether the payer's own key made it, and can be recovered.
    #[cfg(feature = "x402-secp256k1")]
    pub(crate) const fn has_payer_key(&self) -> bool {
        matches!(self, Self::Evm(_))
    }

    /// The key that made it.
    #[cfg(feature = "x402-secp256k1")]
    pub(crate) fn payer_key(&self, digest: &[u8; 32]) -> Option<evm::PayerKey> {
        match self {
            Self::Evm(signature) => evm::PayerKey::recover(digest, signature),
            Self::Contract(_) | Self::Svm(_) => None,
        }
    }

    /// Writes it into the payload that it came in, which had it in whatever form wallets use.
    pub(crate) fn normalise(&self, payload: &mut Object<'static>) {
        match self {
            Self::Evm(signature) => insert_signature(payload, &signature.to_bytes()),
            Self::Contract(_) | Self::Svm(_) => {}
        }
    }
}

impl From<evm::Signature> for PayerSignature {
    fn from(signature: evm::Signature) -> Self {
        Self::Evm(signature)
    }
}

impl From<svm::Signature> for PayerSignature {
    fn from(signature: svm::Signature) -> Self {
        Self::Svm(signature)
    }
}
