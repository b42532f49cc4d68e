//! The result of a mechanism's rules for a payment that none of them refused.

use alloc::{boxed::Box, vec::Vec};

use super::{
    evm::payload::insert_signature,
    exact::{
        eip3009::payload as eip3009, erc7710::payload as erc7710, permit2::payload as permit2,
        solana::payload as solana,
    },
    rule::Mechanism,
};
use crate::{address::Address, chain::ChainChecks, evm, json::Object, svm};

/// The result of a mechanism's rules. Private to the crate: only
/// [`verify`](crate::verify::verify) turns it into a public outcome.
pub(crate) struct Evidence {
    pub(crate) payment: TypedPayment,
    pub(crate) proof: Proof,
}

/// A payment as its mechanism's rules read it, proven or not.
///
/// It has no `Debug` form: with the payer's signature it is money.
#[derive(Clone, Eq, PartialEq)]
pub(crate) struct TypedPayment {
    pub(crate) mechanism: Mechanism,
    pub(crate) payer: Address,
    /// Until when the replay key must be kept, in Unix seconds.
    pub(crate) keep_until: u64,
    pub(crate) payload: Payload,
    /// How the payer signed it as typed data.
    pub(crate) signing: Option<Signing>,
}

/// What is signed, and what its simulation needs.
#[derive(Clone, Copy, Eq, PartialEq)]
pub(crate) struct Signing {
    /// The hash that the payer signs.
    pub(crate) digest: [u8; 32],
    /// Whether the payer's wallet is deployed before the settlement (ERC-6492).
    pub(crate) is_deployed_first: bool,
}

/// What a mechanism's reader made of `payload`.
#[derive(Clone, Eq, PartialEq)]
pub(crate) enum Payload {
    Eip3009(eip3009::Payload),
    Permit2(permit2::Payload),
    Erc7710(erc7710::Payload),
    Solana(solana::Payload),
}

/// The payer's signature, or what to ask the chain about it.
pub(crate) type Proof = Result<PayerSignature, Unproven>;

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

/// A signature that only the chain can prove.
#[derive(Clone, Eq, PartialEq)]
pub(crate) struct Unproven {
    pub(crate) needs: ChainChecks,
    pub(crate) signature: Box<[u8]>,
}

/// The signature to settle with, proven or not.
pub(crate) fn signature_bytes(proof: &Proof) -> Vec<u8> {
    match proof {
        Ok(signature) => signature.to_bytes(),
        Err(unproven) => unproven.signature.to_vec(),
    }
}
