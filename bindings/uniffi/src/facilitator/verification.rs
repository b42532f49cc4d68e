//! One `/verify` request and its answer.

use std::sync::{Arc, Mutex, PoisonError};

use x402_core::{
    chain::Quorum,
    facilitator::{self, VerificationEvent},
};

use super::{Capabilities, VerificationStep};
use crate::{
    chain::Facts,
    error::{VerificationOutOfTurn, VerificationStage},
    message::VerifyRequest,
    value::UnixTimestamp,
};

/// One `POST /verify`, until its answer.
///
/// Each event gives the next step, until `Answer` ends the verification. It signs and writes
/// nothing. A payment that the facilitator cannot settle, or that breaks a rule without the chain,
/// costs no query; everything else is asked in one round, and what that opens up in a second one.
/// A payment is valid if the payer's signature is proven, no rule is broken and as many nodes as
/// must agree have answered everything. What remains open is `unexpected_verify_error`, and the
/// same request may come again.
#[derive(Debug, uniffi::Object)]
pub struct Verification(Mutex<facilitator::Verification>);

#[uniffi::export]
impl Verification {
    /// A verification that waits for its request.
    #[uniffi::constructor]
    pub fn new(capabilities: &Capabilities) -> Self {
        let capabilities = Arc::clone(&capabilities.0);
        Self(Mutex::new(facilitator::Verification::new(capabilities)))
    }

    /// What the verification waits for.
    pub fn stage(&self) -> VerificationStage {
        let verification = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        verification.stage().into()
    }

    /// A request came. A body that cannot be read as one is answered with status 400.
    pub fn request(
        &self,
        request: VerifyRequest,
        now: UnixTimestamp,
    ) -> Result<VerificationStep, VerificationOutOfTurn> {
        self.advance(VerificationEvent::Request {
            request: Box::new(request.read()?),
            now: now.0,
        })
    }

    /// The nodes were asked: their answers, as many as came.
    ///
    /// `nodes` is how many independent nodes the app has for the network, whether all of them were
    /// asked or not: of two or more, two must agree on a fact before it counts.
    pub fn answered(
        &self,
        facts: &Facts,
        nodes: u16,
        now: UnixTimestamp,
    ) -> Result<VerificationStep, VerificationOutOfTurn> {
        self.advance(VerificationEvent::Answered {
            facts: facts.0.clone(),
            quorum: Quorum::of(nodes.into()),
            now: now.0,
        })
    }
}

impl Verification {
    fn advance(&self, event: VerificationEvent) -> Result<VerificationStep, VerificationOutOfTurn> {
        let mut verification = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        Ok(verification.advance(event)?.into())
    }
}
