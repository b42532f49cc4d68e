//! What a verdict depends on besides the payment, the offer and the moment.

use std::sync::Arc;

use x402_core::{Address, scheme};

use super::{DeclaredState, Policy};
use crate::{
    error::ValueError,
    value::{UnixTimestamp, addresses},
};

/// The policy, the facilitator's own accounts and what is known from the chain: made once, and
/// used for many payments where nothing is known from the chain.
#[derive(Debug, uniffi::Object)]
pub struct Context {
    policy: scheme::Policy,
    signers: Option<Vec<Address>>,
    chain: Option<Arc<DeclaredState>>,
}

#[uniffi::export]
impl Context {
    /// Without a policy the strict one; without `signers` they are unknown; without `chain`
    /// nothing is known from the chain.
    ///
    /// `signers` are all accounts that the facilitator signs with. Known, they are protected: the
    /// offered fee payer must be one of them, and none of them may pay or sign for the client.
    #[uniffi::constructor(default(policy = None, signers = None, chain = None))]
    pub fn new(
        policy: Option<Policy>,
        signers: Option<Vec<String>>,
        chain: Option<Arc<DeclaredState>>,
    ) -> Result<Self, ValueError> {
        Ok(Self {
            policy: match policy {
                Some(policy) => policy.read()?,
                None => scheme::Policy::strict(),
            },
            signers: signers.as_deref().map(addresses).transpose()?,
            chain,
        })
    }
}

impl Context {
    /// The core's, for this moment.
    pub(crate) fn at(&self, now: UnixTimestamp) -> scheme::Context<'_> {
        let mut context = scheme::Context::new(now.0).with_policy(&self.policy);
        if let Some(chain) = &self.chain {
            context = context.with_state(&chain.0);
        }
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
