//! The policy, the signers and the chain's facts that a verdict depends on.

use std::sync::Arc;

use x402_core::{Address, chain::Quorum, scheme};

use super::{DeclaredState, Policy};
use crate::{
    chain::Facts,
    error::ValueError,
    value::{UnixTimestamp, addresses},
};

/// The policy, the facilitator's own accounts and what is known from the chain: made once, and
/// used for many payments, for each `with_chain`.
#[derive(Clone, Debug, uniffi::Object)]
pub struct Context {
    policy: scheme::Policy,
    signers: Option<Vec<Address>>,
    chain: Option<Known>,
}

/// What is known from the chain.
#[derive(Clone, Debug)]
enum Known {
    Declared(Arc<DeclaredState>),
    Facts(Arc<Facts>, Quorum),
}

#[uniffi::export]
impl Context {
    /// Without a policy the strict one; without `signers` they are unknown; without `state`
    /// nothing is known from the chain.
    ///
    /// `state` is what the caller declares in place of nodes, and is believed. `signers` are all accounts that the facilitator signs with. Known, they are protected: the
    /// offered fee payer must be one of them, and none of them may pay or sign for the client.
    #[uniffi::constructor(default(policy = None, signers = None, state = None))]
    pub fn new(
        policy: Option<Policy>,
        signers: Option<Vec<String>>,
        state: Option<Arc<DeclaredState>>,
    ) -> Result<Self, ValueError> {
        Ok(Self {
            policy: match policy {
                Some(policy) => policy.read()?,
                None => scheme::Policy::strict(),
            },
            signers: signers.as_deref().map(addresses).transpose()?,
            chain: state.map(Known::Declared),
        })
    }

    /// The same context with what the nodes of one payment's network answered to
    /// `payment_queries`.
    ///
    /// `nodes` is how many independent nodes the app has for the network, whether all of them
    /// are asked or not. With two or more, two must agree on a fact before it counts: what they
    /// do not agree on is unknown. Where a contract wallet pays, the facts are what proves its
    /// signature.
    pub fn with_chain(&self, facts: Arc<Facts>, nodes: u16) -> Arc<Context> {
        let quorum = Quorum::of(nodes.into());
        Arc::new(Self {
            chain: Some(Known::Facts(facts, quorum)),
            ..self.clone()
        })
    }
}

impl Context {
    /// The core's, for this moment.
    pub(crate) fn at(&self, now: UnixTimestamp) -> scheme::Context<'_> {
        let context = scheme::Context::new(now.0).with_policy(&self.policy);
        let context = match &self.chain {
            Some(Known::Declared(state)) => context.with_state(&state.0),
            Some(Known::Facts(facts, quorum)) => context.with_chain(&facts.0, *quorum),
            None => context,
        };
        match &self.signers {
            Some(signers) => context.with_signers(signers),
            None => context,
        }
    }
}

/// The core's context of one that may be left out.
pub(crate) fn context_at(context: Option<&Context>, now: UnixTimestamp) -> scheme::Context<'_> {
    context.map_or_else(|| scheme::Context::new(now.0), |context| context.at(now))
}
