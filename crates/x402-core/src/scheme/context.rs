//! What a verdict depends on besides the payment and the offer.

use super::{
    chain::Known,
    payer_signature::PayerSignature,
    policy::{Policy, STRICT},
    proven_signature::ProvenSignature,
};
#[cfg(feature = "x402-secp256k1")]
use crate::evm::KnownPayers;
use crate::{
    address::Address,
    chain::{DeclaredState, Facts, Quorum},
    evm,
    network::Network,
    timestamp::UnixTimestamp,
};

/// The moment, the policy, the facilitator's own accounts and what is known from the chain.
///
/// A verdict is a pure function of the payment's bytes, the offer and this.
#[derive(Clone, Copy, Debug)]
pub struct Context<'a> {
    pub(crate) now: UnixTimestamp,
    pub(crate) policy: &'a Policy,
    pub(crate) signers: Option<&'a [Address]>,
    pub(crate) chain: Known<'a>,
    /// Whether the payer is taken for a contract wallet while its code is unknown.
    pub(crate) takes_payer_for_contract: bool,
    /// The payer's signature, if it was checked earlier.
    pub(crate) proven: Option<&'a ProvenSignature>,
    #[cfg(feature = "x402-secp256k1")]
    pub(crate) payers: Option<&'a dyn KnownPayers>,
}

impl<'a> Context<'a> {
    /// The strict policy, unknown signers, a chain of which nothing is known.
    #[must_use]
    pub fn new(now: UnixTimestamp) -> Self {
        Self {
            now,
            policy: &STRICT,
            signers: None,
            chain: Known::NOTHING,
            takes_payer_for_contract: false,
            proven: None,
            #[cfg(feature = "x402-secp256k1")]
            payers: None,
        }
    }

    /// The keys of payers who have paid before, such as a
    /// [`PayerCache`](crate::server::PayerCache): a payment of theirs is verified in less time. No
    /// verdict depends on them.
    #[cfg(feature = "x402-secp256k1")]
    #[must_use]
    pub fn with_known_payers(self, payers: &'a dyn KnownPayers) -> Self {
        let payers = Some(payers);
        Self { payers, ..self }
    }

    /// The payer's signature, as an earlier verdict proved it: it is not checked again.
    #[must_use]
    pub(crate) fn with_proven(self, proven: Option<&'a ProvenSignature>) -> Self {
        Self { proven, ..self }
    }

    /// Whether it was checked earlier that the payer's own key made this signature.
    pub(crate) fn is_proven(
        &self,
        payer: Address,
        digest: &[u8; 32],
        signature: impl Into<PayerSignature>,
    ) -> bool {
        self.proven
            .is_some_and(|proven| proven.proves(payer, digest, signature))
    }

    /// The same, with no payer known.
    #[must_use]
    pub(crate) fn without_known_payers(self) -> Self {
        Self {
            proven: None,
            #[cfg(feature = "x402-secp256k1")]
            payers: None,
            ..self
        }
    }

    /// The account whose key made this signature of the digest: `payer`, if its key is known and
    /// made it, and otherwise the one that is recovered.
    pub(crate) fn signer(
        &self,
        payer: evm::Address,
        digest: &[u8; 32],
        signature: &evm::Signature,
    ) -> Option<evm::Address> {
        if self.is_proven(payer.into(), digest, *signature) {
            return Some(payer);
        }
        #[cfg(feature = "x402-secp256k1")]
        if let Some(key) = self.payers.and_then(|payers| payers.get(&payer)) {
            if key.address() == payer && key.is_signer(digest, signature) {
                return Some(payer);
            }
        }
        signature.recover(digest)
    }

    /// How strictly the rules are read.
    #[must_use]
    pub fn with_policy(self, policy: &'a Policy) -> Self {
        Self { policy, ..self }
    }

    /// Every account that the facilitator signs with. Known, they are protected: the offered
    /// fee payer must be one of them, and none of them may pay or sign for the client.
    ///
    /// On Solana each of them beside the fee payer costs the derivation of a token account in
    /// every verdict, some microseconds: list those of this network only.
    #[must_use]
    pub fn with_signers(self, signers: &'a [Address]) -> Self {
        Self {
            signers: Some(signers),
            ..self
        }
    }

    /// What the nodes of the payment's network answered; its queries are
    /// [`verify::queries`](crate::verify::queries).
    ///
    /// `quorum` is how many nodes must agree on a fact before it counts, in either direction: what
    /// they do not agree on is unknown. Where a contract wallet pays, the facts are what proves
    /// its signature.
    #[must_use]
    pub fn with_chain(self, facts: &'a Facts, quorum: Quorum) -> Self {
        let chain = Known::Facts { facts, quorum };
        Self { chain, ..self }
    }

    /// A state of chains that the caller declares, in place of nodes: for tests, and for what is
    /// known without one. It is believed.
    #[must_use]
    pub fn with_state(self, state: &'a DeclaredState) -> Self {
        let chain = Known::Declared(state);
        Self { chain, ..self }
    }

    /// The same, with nothing known from the chain.
    pub(crate) fn without_chain(&self) -> Self {
        let chain = Known::NOTHING;
        Self { chain, ..*self }
    }

    /// What nodes answered, and how many must agree; none of a declared state.
    pub(crate) fn facts(&self) -> Option<(&'a Facts, Quorum)> {
        match self.chain {
            Known::Facts { facts, quorum } => Some((facts, quorum)),
            Known::Declared(_) | Known::At(..) => None,
        }
    }

    /// The same, for payments on one network.
    pub(crate) fn at(&self, network: &'a Network) -> Self {
        let chain = self.chain.at(network);
        Self { chain, ..*self }
    }

    /// The moment that the verdict is for.
    #[must_use]
    pub fn now(&self) -> UnixTimestamp {
        self.now
    }
}
