//! What a verdict depends on besides the payment and the offer, as keyword arguments.

use pyo3::{Borrowed, prelude::*};
use x402_core::{
    Address, Network,
    chain::{self, Query, Quorum},
    client::Inputs,
    scheme,
};

use super::{DeclaredState, Policy};
use crate::{address::AnyAddress, chain::Facts, text::wrong_type, timestamp::Moment};

/// What is known from the chain, as an argument: what nodes answered, or a declared state.
pub(crate) enum AnyChain<'py> {
    Declared(Bound<'py, DeclaredState>),
    Facts(Bound<'py, Facts>),
}

impl<'py> FromPyObject<'_, 'py> for AnyChain<'py> {
    type Error = PyErr;

    fn extract(value: Borrowed<'_, 'py, PyAny>) -> PyResult<Self> {
        if let Ok(facts) = value.cast() {
            return Ok(Self::Facts(facts.to_owned()));
        }
        match value.cast() {
            Ok(state) => Ok(Self::Declared(state.to_owned())),
            Err(_) => Err(wrong_type("Facts or DeclaredState", value)),
        }
    }
}

impl AnyChain<'_> {
    /// The inputs to signing, with what is known.
    pub(crate) fn inputs(&self, inputs: Inputs) -> Inputs {
        match self {
            Self::Declared(state) => inputs.with_state(state.get().state.clone()),
            Self::Facts(known) => {
                let Facts { facts, quorum } = known.get();
                inputs.with_facts(facts.clone(), *quorum)
            }
        }
    }

    /// What is known of these queries to one network, and how many nodes must agree.
    pub(crate) fn facts(&self, network: &Network, queries: &[Query]) -> (chain::Facts, Quorum) {
        match self {
            Self::Declared(state) => (state.get().state.facts(network, queries), Quorum::of(1)),
            Self::Facts(known) => {
                let Facts { facts, quorum } = known.get();
                (facts.clone(), *quorum)
            }
        }
    }
}

/// The same, without Python.
enum Known<'a> {
    Declared(&'a DeclaredState),
    Facts(&'a Facts),
}

/// The keyword arguments `now`, `policy`, `signers` and `chain`, kept for a [`scheme::Context`].
pub(crate) struct Terms<'a> {
    now: Moment,
    policy: Option<&'a Policy>,
    signers: Option<Vec<Address>>,
    chain: Option<Known<'a>>,
}

impl<'a> Terms<'a> {
    pub(crate) fn new(
        now: Moment,
        policy: Option<&'a Bound<'_, Policy>>,
        signers: Option<Vec<AnyAddress>>,
        chain: Option<&'a AnyChain<'_>>,
    ) -> Self {
        let signers = signers.map(|list| list.into_iter().map(|address| address.0).collect());
        Self {
            now,
            policy: policy.map(Bound::get),
            signers,
            chain: chain.map(|chain| match chain {
                AnyChain::Declared(state) => Known::Declared(state.get()),
                AnyChain::Facts(facts) => Known::Facts(facts.get()),
            }),
        }
    }

    pub(crate) fn context(&self) -> scheme::Context<'_> {
        let mut context = scheme::Context::new(self.now.0);
        if let Some(policy) = self.policy {
            context = context.with_policy(&policy.0);
        }
        if let Some(signers) = &self.signers {
            context = context.with_signers(signers);
        }
        match self.chain {
            None => context,
            Some(Known::Declared(chain)) => context.with_state(&chain.state),
            Some(Known::Facts(chain)) => context.with_chain(&chain.facts, chain.quorum),
        }
    }
}
