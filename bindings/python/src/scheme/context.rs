//! What a verdict depends on besides the payment and the offer, as keyword arguments.

use pyo3::prelude::*;
use x402_core::{Address, scheme};

use super::{DeclaredState, Policy};
use crate::{address::AnyAddress, timestamp::Moment};

/// The keyword arguments `now`, `policy`, `signers` and `chain`, kept for a [`scheme::Context`].
pub(crate) struct Terms<'a> {
    now: Moment,
    policy: Option<&'a Policy>,
    signers: Option<Vec<Address>>,
    chain: Option<&'a DeclaredState>,
}

impl<'a> Terms<'a> {
    pub(crate) fn new(
        now: Moment,
        policy: Option<&'a Bound<'_, Policy>>,
        signers: Option<Vec<AnyAddress>>,
        chain: Option<&'a Bound<'_, DeclaredState>>,
    ) -> Self {
        let signers = signers.map(|list| list.into_iter().map(|address| address.0).collect());
        Self {
            now,
            policy: policy.map(Bound::get),
            signers,
            chain: chain.map(Bound::get),
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
        if let Some(chain) = self.chain {
            context = context.with_state(&chain.state);
        }
        context
    }
}
