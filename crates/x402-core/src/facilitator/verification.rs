//! One `/verify` request and its answer, as a state machine.

use alloc::{boxed::Box, string::ToString, sync::Arc, vec::Vec};
use core::{
    hash::{Hash, Hasher},
    mem,
};

use super::{
    Capabilities, VerificationEvent, VerificationOutOfTurn, VerificationStage, VerificationStep,
    response::{Refused, valid},
};
use crate::{
    address::Address,
    any::{Submission, VerifyRequest},
    chain::{ChainCheck, Facts, Query, Quorum},
    scheme::{
        Context, Offer, Payment, Refusal, chain::Known, mechanism,
        proven_signature::ProvenSignature,
    },
    timestamp::UnixTimestamp,
    verify::{Verified, queries, verify, wallet_queries},
};

/// One `POST /verify`, until its answer.
///
/// [`advance`](Self::advance) takes what happened and returns what to do next, until a
/// [`VerificationStep::Answer`] ends it. It signs and writes nothing. It holds to this:
///
/// - A payment for a network, a scheme or a fee payer that the facilitator does not have is
///   refused, so is one that its [`Admission`](super::Admission) does not let in, and one that
///   breaks a rule without the chain: none of them costs a query.
/// - Everything else is asked in one round. Only what the first answers open up takes a second
///   one: the accounts of a Solana lookup table, a wallet's code that changes the calldata. There
///   is no third.
/// - A payment is valid if the payer's signature is proven, no rule is broken, and every rule of
///   the chain is decided by facts that as many nodes as the quorum needs agree on. A simulation
///   that fails only because the chain's clock is behind the start of the payment's window
///   decides nothing.
/// - What remains open at the end is not a refusal of the payment: the reason is
///   `unexpected_verify_error`, and the same request may come again.
///
/// ```
/// use std::sync::Arc;
/// use x402_core::{Network, UnixTimestamp, VerifyRequest};
/// use x402_core::facilitator::{Capabilities, Verification, VerificationEvent, VerificationStep};
///
/// let signer = "0xd407e409E34E0b9afb99EcCeb609bDbcD5e7f1bf".parse()?;
/// let capabilities = Capabilities::new().with_network(Network::eip155(8453), [signer])?;
/// let mut verification = Verification::new(Arc::new(capabilities));
///
/// let terms = r#"{
///     "scheme": "exact", "network": "eip155:84532", "amount": "10000",
///     "asset": "0x036CbD53842c5426634e7929541eC2318f3dCF7e",
///     "payTo": "0x209693Bc6afc0C5328bA36FaF03C514EF312287C",
///     "maxTimeoutSeconds": 60, "extra": {"name": "USDC", "version": "2"}
/// }"#;
/// let request = VerifyRequest::parse(format!(r#"{{
///     "x402Version": 2, "paymentRequirements": {terms},
///     "paymentPayload": {{"x402Version": 2, "accepted": {terms}, "payload": {{}}}}
/// }}"#))?;
/// let request = Box::new(request);
/// let now = UnixTimestamp::new(1_740_672_100)?;
/// let step = verification.advance(VerificationEvent::Request { request, now })?;
/// let VerificationStep::Answer(response) = step else { panic!("a query") };
/// assert_eq!(response.invalid_reason.as_deref(), Some("invalid_network"));
/// # Ok::<(), Box<dyn core::error::Error>>(())
/// ```
#[derive(Clone, Debug, Eq, Hash, PartialEq)]
pub struct Verification {
    capabilities: Arc<Capabilities>,
    state: State,
}

#[derive(Clone, Debug, Eq, Hash, PartialEq)]
enum State {
    Start(Box<Earlier>),
    Asking(Box<Asking>),
    Done,
}

/// What an earlier verdict about the payment has found.
#[derive(Clone, Debug, Eq, Hash, PartialEq)]
pub(super) struct Earlier {
    /// The terms of the request, once they have been read.
    pub(super) offer: Option<Arc<Offer>>,
    /// The proof that the payer signed.
    pub(super) proven: Option<ProvenSignature>,
    /// What nodes have answered.
    pub(super) facts: Facts,
    pub(super) quorum: Quorum,
}

impl Default for Earlier {
    fn default() -> Self {
        Self {
            offer: None,
            proven: None,
            facts: Facts::new(),
            quorum: Quorum::of(1),
        }
    }
}

/// A request whose queries are on their way.
#[derive(Clone, Debug, Eq, PartialEq)]
struct Asking {
    request: VerifyRequest,
    offer: Option<Arc<Offer>>,
    facts: Facts,
    /// Everything that has been asked.
    asked: Vec<Query>,
    rounds: u8,
    /// The account that pays, once the payment has been read.
    payer: Option<Address>,
    /// The proof that the payer signed, as the first verdict that has one gave it.
    proven: Option<ProvenSignature>,
}

/// A second round asks what the first one opens up.
const MOST_ROUNDS: u8 = 2;

/// Equal requests have equal texts; the offer and the proof follow from the request.
impl Hash for Asking {
    fn hash<H: Hasher>(&self, state: &mut H) {
        let Self {
            request,
            offer: _,
            facts,
            asked,
            rounds,
            payer,
            proven: _,
        } = self;
        (request.to_string(), facts, asked, rounds, payer).hash(state);
    }
}

impl Verification {
    /// A verification that waits for its request.
    #[must_use]
    pub fn new(capabilities: Arc<Capabilities>) -> Self {
        Self::with_earlier(capabilities, Earlier::default())
    }

    /// The same, of a payment of which something is known.
    pub(super) fn with_earlier(capabilities: Arc<Capabilities>, earlier: Earlier) -> Self {
        let state = State::Start(Box::new(earlier));
        Self {
            capabilities,
            state,
        }
    }

    /// What the verification waits for.
    #[must_use]
    pub fn stage(&self) -> VerificationStage {
        match &self.state {
            State::Start(_) => VerificationStage::Start,
            State::Asking(_) => VerificationStage::Asking,
            State::Done => VerificationStage::Done,
        }
    }

    /// Takes what happened and returns what to do next.
    ///
    /// # Errors
    ///
    /// The verification does not wait for this event; it still waits for what it waited for.
    pub fn advance(
        &mut self,
        event: VerificationEvent,
    ) -> Result<VerificationStep, VerificationOutOfTurn> {
        let (mut asking, quorum, now) = match (mem::replace(&mut self.state, State::Done), event) {
            (State::Start(earlier), VerificationEvent::Request { request, now }) => {
                let Earlier {
                    offer,
                    proven,
                    facts,
                    quorum,
                } = *earlier;
                let asking = Asking {
                    request: *request,
                    offer,
                    facts,
                    asked: Vec::new(),
                    rounds: 0,
                    payer: None,
                    proven,
                };
                (Box::new(asking), quorum, now)
            }
            (State::Asking(mut asking), VerificationEvent::Answered { facts, quorum, now }) => {
                asking.facts.merge(facts);
                (asking, quorum, now)
            }
            (state, event) => {
                self.state = state;
                return Err(VerificationOutOfTurn {
                    stage: self.stage(),
                    event: event.name(),
                });
            }
        };
        let step = asking.judge(&self.capabilities, quorum, now);
        if matches!(step, VerificationStep::Ask { .. }) {
            self.state = State::Asking(asking);
        }
        Ok(step)
    }
}

impl Asking {
    fn judge(
        &mut self,
        capabilities: &Capabilities,
        quorum: Quorum,
        now: UnixTimestamp,
    ) -> VerificationStep {
        let offer = match self.offer(capabilities) {
            Ok(offer) => offer,
            Err(refused) => return VerificationStep::Answer(refused.answer(None)),
        };
        let signers = capabilities.signers(offer.network()).unwrap_or_default();
        let payment = payment(&self.request.submission);
        let context = Context::new(now)
            .with_policy(capabilities.policy())
            .with_signers(signers)
            .with_proven(self.proven.as_ref())
            .with_chain(&self.facts, quorum);
        let verdict = verify(payment, &offer, &context);
        let is_decided = verdict
            .as_ref()
            .is_ok_and(|verified| is_decided(verified, context.chain));
        let mut open = match &verdict {
            Ok(_) if is_decided => Vec::new(),
            Ok(verified) => verified.queries(),
            Err(Refusal::Undecided(undecided)) => undecided.queries().to_vec(),
            Err(_) => queries(payment, &offer, &context),
        };
        if open.is_empty() && verdict.is_err() && capabilities.asks_wallets() {
            open = wallet_queries(payment, &offer, &context);
        }
        let is_answered = open
            .iter()
            .all(|query| context.chain.answer(|| query.clone()).is_some());
        let payer = match &verdict {
            Ok(verified) => Some(verified.payer()),
            Err(Refusal::Undecided(undecided)) => Some(undecided.payer()),
            Err(_) => self.payer,
        };
        self.payer = payer;
        if let (None, Ok(verified)) = (&self.proven, &verdict) {
            self.proven = Some(verified.proven().clone());
        }
        if let Some(refused) = capabilities.admission().refuse(&offer, payer) {
            return VerificationStep::Answer(refused.answer(payer));
        }
        if let Some(step) = self.ask(open, &offer) {
            return step;
        }
        VerificationStep::Answer(match verdict {
            Ok(verified) if is_decided => valid(verified.payer()),
            Err(Refusal::Rejected(rejection)) if is_answered => {
                Refused::from(&Refusal::Rejected(rejection)).answer(payer)
            }
            Err(refusal @ Refusal::Malformed(_)) => Refused::from(&refusal).answer(None),
            _ => Refused::undecided().answer(payer),
        })
    }

    /// The terms of the request, read once.
    fn offer(&mut self, capabilities: &Capabilities) -> Result<Arc<Offer>, Refused> {
        if let Some(offer) = &self.offer {
            return Ok(offer.clone());
        }
        let offer = Arc::new(capabilities.offer(&self.request.submission)?);
        Ok(self.offer.insert(offer).clone())
    }

    /// Asks what has not been asked, if a round is left.
    fn ask(&mut self, open: Vec<Query>, offer: &Offer) -> Option<VerificationStep> {
        let mut queries = open;
        queries.retain(|query| !self.asked.contains(query));
        if queries.is_empty() || self.rounds >= MOST_ROUNDS {
            return None;
        }
        self.rounds += 1;
        self.asked.extend_from_slice(&queries);
        let network = offer.network().clone();
        Some(VerificationStep::Ask { network, queries })
    }
}

/// Whether no rule of the chain is open.
fn is_decided(verified: &Verified, chain: Known<'_>) -> bool {
    let mut open = verified.unchecked();
    open.all(|check| check == ChainCheck::Simulation)
        && mechanism::is_answered_but_for_the_time(&verified.queries(), chain)
}

pub(super) fn payment(submission: &Submission) -> Payment<'_> {
    match submission {
        Submission::V1 {
            payment_payload, ..
        } => payment_payload.into(),
        Submission::V2 {
            payment_payload, ..
        } => payment_payload.into(),
    }
}
