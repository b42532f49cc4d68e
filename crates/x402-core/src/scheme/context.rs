//! What a verdict depends on besides the payment and the offer.

use super::{
    chain::{ChainFacts, UNKNOWN},
    policy::{Policy, STRICT},
};
use crate::{address::Address, timestamp::UnixTimestamp};

/// The moment, the policy, the facilitator's own accounts and what is known from the chain.
///
/// A verdict is a pure function of the payment's bytes, the offer and this.
#[derive(Clone, Copy, Debug)]
pub struct Context<'a> {
    pub(crate) now: UnixTimestamp,
    pub(crate) policy: &'a Policy,
    pub(crate) signers: Option<&'a [Address]>,
    pub(crate) chain: &'a ChainFacts,
}

impl<'a> Context<'a> {
    /// The strict policy, unknown signers, a chain of which nothing is known.
    #[must_use]
    pub fn new(now: UnixTimestamp) -> Self {
        Self {
            now,
            policy: &STRICT,
            signers: None,
            chain: &UNKNOWN,
        }
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

    /// What the caller knows from the chain about this payment.
    #[must_use]
    pub fn with_chain(self, chain: &'a ChainFacts) -> Self {
        Self { chain, ..self }
    }

    /// The moment that the verdict is for.
    #[must_use]
    pub fn now(&self) -> UnixTimestamp {
        self.now
    }
}
