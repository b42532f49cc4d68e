//! The result of a mechanism's rules for a payment that none of them refused.

use alloc::{boxed::Box, vec::Vec};

use super::{
    exact::{
        eip3009::payload as eip3009, erc7710::payload as erc7710, permit2::payload as permit2,
        solana::payload as solana,
    },
    proven_signature::ProvenSignature,
    rule::Mechanism,
};
use crate::{address::Address, chain::ChainChecks};

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
pub(crate) type Proof = Result<ProvenSignature, Unproven>;

/// A signature that only the chain can prove.
#[derive(Clone, Eq, PartialEq)]
pub(crate) struct Unproven {
    pub(crate) needs: ChainChecks,
    pub(crate) signature: Box<[u8]>,
}

/// The signature to settle with, proven or not.
pub(crate) fn signature_bytes(proof: &Proof) -> Vec<u8> {
    match proof {
        Ok(proven) => proven.signature.to_bytes(),
        Err(unproven) => unproven.signature.to_vec(),
    }
}
