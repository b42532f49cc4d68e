//! One request and its answer, as a state machine.

use alloc::{boxed::Box, string::ToString, sync::Arc, vec::Vec};
use core::mem;

use super::{
    Accepted, AnswerStart, ExchangeEvent, ExchangeStage, ExchangeStep, FacilitatorFailure,
    FacilitatorVerify, MarkAnswer, OutOfTurn, PaymentFlow, Problem, ReplayAnswer, Reservation,
    Route,
    claim::Claim,
    proof::{Proof, Shown},
    record::Record,
    response,
    settlement::{self, Outcome},
    state::{Next, State, deliver_paid, no_store, pending, refused, replayed, respond, unused},
};
use crate::{
    any::{SettleRequest, VerifyRequest},
    chain::{Query, TransactionId},
    error::ErrorCode,
    header::PaymentHeader,
    message::{SettleResponse, VerifyResponse},
    receipt::SettlementStatusKind,
    scheme::{Context, Payment, Refusal, receipt_mismatch::payer_mismatch},
};

/// One HTTP request for a resource that costs something, until its answer.
///
/// [`advance`](Self::advance) takes what happened and says what to do next, until a
/// [`ExchangeStep::Respond`] or a [`ExchangeStep::Deliver`] ends the exchange. What it holds to:
///
/// - The handler never runs for a payment that was not verified here, or vouched for by the
///   facilitator where only the chain can decide.
/// - What the handler made is never delivered before the payment is settled, except for a
///   handler's own error, which costs nothing in [`PaymentFlow::Authorization`].
/// - One payment buys one answer: its replay key is reserved before anything is settled or
///   served, and released only if the payment was certainly not settled.
/// - Before a settlement is asked for, the replay store notes it, so that the payer of a server
///   that was killed can come back.
/// - A payment whose handler may have begun runs no handler again, unless the request's method is
///   idempotent; and it is resumed only on the route that it was brought to.
/// - A payer with an unresolved payment who brings another one for the same terms is served for the
///   first, if that one was settled.
/// - A settlement of unknown outcome is not a failure: the same one is asked for again, and an
///   exchange that ends without knowing leaves the key as [`Reservation::Unresolved`], so
///   that the client can come back with the same payment. A failure is certain only by the table
///   of [`ReasonClass`](crate::scheme::ReasonClass).
/// - With nodes to ask ([`with_chain`](Self::with_chain)), nothing is delivered for a settlement that
///   the chain contradicts.
///
/// An exchange that ends early, for example because the client has gone, tells the store what
/// [`if_abandoned`](Self::if_abandoned) says.
///
/// ```
/// # use x402_core::{asset::AssetTable, message::ResourceInfo, money::Money, network::Network};
/// # use x402_core::server::{Bill, PaymentOption};
/// use x402_core::{scheme::Context, timestamp::UnixTimestamp};
/// use x402_core::server::{ExchangeEvent, Exchange, Route, ExchangeStep};
///
/// # let pay_to = "0x209693Bc6afc0C5328bA36FaF03C514EF312287C";
/// # let options = [PaymentOption::new(Network::eip155(84532), Money::parse("$0.01")?, pay_to)];
/// # let resource = ResourceInfo::new("https://api.example.com/weather".parse()?);
/// # let bill = Bill::from_options(&options, resource, &AssetTable::default())?;
/// let route = std::sync::Arc::new(Route::new(bill));
/// let mut exchange = Exchange::new(route);
/// let context = Context::new(UnixTimestamp::new(1_740_672_100)?);
/// let headers = [("accept", b"*/*".as_slice())];
/// let entropy = [7; 16]; // from the system's random source
/// let request = ExchangeEvent::Request { method: "GET", headers: &headers, context, entropy };
/// let ExchangeStep::Respond { response, .. } = exchange.advance(request)? else {
///     panic!("served without payment");
/// };
/// assert_eq!(response.status, 402);
/// # Ok::<(), Box<dyn core::error::Error>>(())
/// ```
#[derive(Clone, Debug)]
pub struct Exchange {
    route: Arc<Route>,
    /// Whether the host has nodes to ask.
    has_chain: bool,
    /// Whether nothing is delivered for a settlement that the chain does not prove.
    needs_proof: bool,
    /// What the chain showed of the settlement, once it was asked.
    shown: Option<SettlementStatusKind>,
    state: State,
}

impl Exchange {
    /// An exchange that waits for its request.
    #[must_use]
    pub fn new(route: Arc<Route>) -> Self {
        Self {
            route,
            has_chain: false,
            needs_proof: false,
            shown: None,
            state: State::Start,
        }
    }

    /// The same exchange of a host that can ask the nodes of chains: it states
    /// [`ExchangeStep::AskChain`].
    ///
    /// A new payment is compared with the chain before the facilitator is asked: facts that break a
    /// rule refuse it, and facts that prove a contract wallet's signature decide it. A settlement
    /// that the facilitator reports is compared with the chain before anything is delivered: if
    /// the transaction is in the chain and did not pay, nothing is delivered and the key is kept.
    /// What the nodes do not agree on, or do not answer, changes nothing.
    #[must_use]
    pub fn with_chain(self) -> Self {
        let has_chain = true;
        Self { has_chain, ..self }
    }

    /// As [`with_chain`](Self::with_chain), and nothing is delivered for a settlement that the chain
    /// does not prove.
    ///
    /// Without this a facilitator that names a transaction which no node has is believed: the
    /// node may be behind. With it the answer is 503 with `Retry-After` until the nodes have the
    /// transaction, and the payer may bring the same payment again.
    #[must_use]
    pub fn with_required_proof(self) -> Self {
        let needs_proof = true;
        Self {
            needs_proof,
            ..self.with_chain()
        }
    }

    /// What the chain showed of the settlement; `None` if it was not asked.
    ///
    /// For the seller's log: only [`Paid`](SettlementStatusKind::Paid) is proven, and the
    /// exchange goes on where nothing is proven.
    #[must_use]
    pub fn shown(&self) -> Option<SettlementStatusKind> {
        self.shown
    }

    /// What the exchange waits for.
    #[must_use]
    pub fn stage(&self) -> ExchangeStage {
        match &self.state {
            State::Start => ExchangeStage::Start,
            State::Reserving(_) => ExchangeStage::Reserving,
            State::Checking(_) => ExchangeStage::Checking,
            State::Verifying(_) => ExchangeStage::Verifying,
            State::Marking(_) => ExchangeStage::Marking,
            State::Settling(_) => ExchangeStage::Settling,
            State::Proving(_) => ExchangeStage::Proving,
            State::Serving(_) => ExchangeStage::Serving,
            State::Done => ExchangeStage::Done,
        }
    }

    /// The payment, once it may be served for, until the exchange ends.
    ///
    /// For the seller's own checks: before [`ExchangeStep::MarkSettling`] is done, no money has moved.
    #[must_use]
    pub fn accepted(&self) -> Option<&Accepted> {
        match &self.state {
            State::Marking(claim) | State::Settling(claim) | State::Serving(claim) => {
                Some(&claim.accepted)
            }
            State::Proving(proof) => Some(&proof.claim.accepted),
            State::Start
            | State::Reserving(_)
            | State::Checking(_)
            | State::Verifying(_)
            | State::Done => None,
        }
    }

    /// Whether the host holds back a handler's answer that begins like this.
    ///
    /// If so, the host gathers the whole answer, at most `limit` bytes, and reports
    /// [`ExchangeEvent::Handled`] at its end. If not, it reports this at once, before the first byte
    /// leaves; after a [`ExchangeStep::Deliver`] the answer passes as it comes.
    ///
    /// An answer is held back if its settlement is still to come and its length is known and small.
    /// An event stream, or an answer of unknown or large length, is settled at its start. Errors
    /// cost nothing in [`PaymentFlow::Authorization`], and pass.
    #[must_use]
    pub fn holds(&self, start: &AnswerStart<'_>, limit: u64) -> bool {
        match &self.state {
            State::Serving(claim) => claim.owes(start.status) && !start.is_stream(limit),
            _ => false,
        }
    }

    /// What becomes of the replay key if the exchange is given up now.
    ///
    /// For a host whose request is cancelled, or whose hook or handler broke. Nothing is to be
    /// reported for [`Reservation::Untouched`].
    #[must_use]
    pub fn if_abandoned(&self) -> Reservation {
        match &self.state {
            State::Start | State::Reserving(_) | State::Done => Reservation::Untouched,
            State::Settling(_) | State::Proving(_) => Reservation::Unresolved,
            State::Serving(claim) if claim.receipt.is_some() => claim.if_undelivered(),
            State::Checking(claim)
            | State::Verifying(claim)
            | State::Marking(claim)
            | State::Serving(claim) => claim.if_not_settled(),
        }
    }

    /// Takes what happened and says what to do next.
    ///
    /// # Errors
    ///
    /// The exchange does not wait for this event; it still waits for what it waited for.
    pub fn advance(&mut self, event: ExchangeEvent<'_>) -> Result<ExchangeStep, OutOfTurn> {
        let route = &self.route;
        let next = match (mem::replace(&mut self.state, State::Done), event) {
            (
                State::Start,
                ExchangeEvent::Request {
                    method,
                    headers,
                    context,
                    entropy,
                },
            ) => requested(self, method, headers, &context, entropy),
            (State::Reserving(claim), ExchangeEvent::ReplayStore(answer)) => {
                reserved(self, claim, answer)
            }
            (State::Checking(claim), ExchangeEvent::Chain { context }) => {
                checked(route, claim, &context)
            }
            (State::Proving(proof), ExchangeEvent::Chain { context }) => {
                let (shown, next) = proven(self, proof, &context);
                self.shown = shown;
                next
            }
            (State::Verifying(claim), ExchangeEvent::Verified(answer)) => {
                verified(route, claim, answer)
            }
            (State::Marking(claim), ExchangeEvent::Marked(answer)) => marked(route, claim, answer),
            (State::Settling(claim), ExchangeEvent::Settled(answer)) => {
                settled(self, claim, answer)
            }
            (State::Serving(claim), ExchangeEvent::Handled { status }) => {
                handled(route, claim, status)
            }
            (state, event) => {
                self.state = state;
                return Err(OutOfTurn {
                    stage: self.stage(),
                    event: event.name(),
                });
            }
        };
        let (state, step) = next;
        self.state = state;
        Ok(step)
    }
}

fn requested(
    exchange: &Exchange,
    method: &str,
    headers: &[(&str, &[u8])],
    context: &Context<'_>,
    entropy: [u8; 16],
) -> Next {
    let route = &*exchange.route;
    let headers = headers.iter().map(|(name, value)| (*name, *value));
    let payment = match PaymentHeader::find(headers) {
        Ok(Some(header)) => header.decode(),
        Ok(None) => {
            let response = response::payment_required(&route.bill, 402, None, None);
            return respond(response, Reservation::Untouched, Problem::Unpaid);
        }
        Err(error) => Err(error),
    };
    let payment = match payment {
        Ok(payment) => payment,
        Err(error) => {
            let response = response::malformed(&route.bill, &error);
            let problem = Problem::Refused(Refusal::Malformed(error));
            return respond(response, Reservation::Untouched, problem);
        }
    };
    let version = Payment::from(&payment).version();
    match Claim::read(payment, route, context, exchange.has_chain) {
        Ok(mut claim) => {
            claim.came_by(method, entropy);
            let step = ExchangeStep::AskReplayStore {
                key: claim.key.clone(),
                keep_until: claim.keep_until,
                // A payment that costs nothing makes up for no other.
                account: claim.account.clone().filter(|_| !claim.is_free()),
                holder: claim.repeat_token.clone(),
            };
            (State::Reserving(Box::new(claim)), step)
        }
        Err(refusal) => {
            let response = match &refusal {
                Refusal::Undecided(_) => refused(route, version, UNDECIDED),
                // Another version is another way to pay; nothing else that is malformed is.
                Refusal::Malformed(error) if error.code() != ErrorCode::VersionMismatch => {
                    response::malformed(&route.bill, error)
                }
                refusal => refused(route, version, refusal.wire_code()),
            };
            respond(response, Reservation::Untouched, Problem::Refused(refusal))
        }
    }
}

fn reserved(exchange: &Exchange, mut claim: Box<Claim>, answer: ReplayAnswer) -> Next {
    let route = &*exchange.route;
    match answer {
        ReplayAnswer::New if exchange.has_chain => {
            let queries = claim.queries();
            if queries.is_empty() {
                return new(route, claim);
            }
            let network = claim.network.clone();
            let step = ExchangeStep::AskChain { network, queries };
            (State::Checking(claim), step)
        }
        ReplayAnswer::New => new(route, claim),
        // Who proves nothing cannot claim what another may have paid for: nonces are public.
        ReplayAnswer::Unresolved { .. } if claim.accepted.verified().is_none() => {
            pending(route, &claim, Problem::Pending)
        }
        ReplayAnswer::Unresolved { record } => {
            let Some(record) =
                Record::read(&record).filter(|record| claim.may_resume(record, route))
            else {
                return replayed(route, &claim, Reservation::Unresolved);
            };
            claim.resume(record);
            // Not verified once more: the facilitator calls a payment invalid that it has settled.
            settle(claim)
        }
        ReplayAnswer::Earlier {
            key,
            keep_until,
            record,
        } => {
            claim.key = key;
            claim.keep_until = keep_until;
            reserved(exchange, claim, ReplayAnswer::Unresolved { record })
        }
        ReplayAnswer::Seen => replayed(route, &claim, Reservation::Untouched),
        // Not released: the key may be reserved by another exchange, which is still paid.
        ReplayAnswer::Unavailable => no_store(route, Reservation::Untouched),
    }
}

/// The nodes have answered about the payment, or not: what breaks a rule now is refused.
fn checked(route: &Route, mut claim: Box<Claim>, context: &Context<'_>) -> Next {
    match claim.verify(context) {
        Ok(verified) => {
            claim.accepted = Accepted::of_verified(verified);
            new(route, claim)
        }
        // Also of a payment that was verified: by EIP-7702 its payer may be a contract.
        Err(Refusal::Undecided(undecided)) => {
            claim.accepted = Accepted::of_undecided(undecided);
            new(route, claim)
        }
        Err(refusal) => {
            let response = refused(route, claim.version, refusal.wire_code());
            respond(response, Reservation::Release, Problem::Refused(refusal))
        }
    }
}

/// The payment is new: the facilitator verifies it, where the route has it do so.
fn new(route: &Route, claim: Box<Claim>) -> Next {
    let undecided = claim.accepted.undecided();
    let asks = match route.facilitator_verify {
        FacilitatorVerify::Always => true,
        FacilitatorVerify::Never => match undecided {
            None => false,
            // The chain could have decided it, and did not.
            Some(undecided) => {
                let response = refused(route, claim.version, UNDECIDED);
                let problem = Problem::Refused(Refusal::Undecided(undecided.clone()));
                return respond(response, Reservation::Release, problem);
            }
        },
        FacilitatorVerify::Undecided => undecided.is_some(),
    };
    if asks {
        let request = VerifyRequest::new(claim.submission.clone());
        return (
            State::Verifying(claim),
            ExchangeStep::AskVerify(Box::new(request)),
        );
    }
    accepted(route, claim)
}

fn verified(
    route: &Route,
    claim: Box<Claim>,
    answer: Result<VerifyResponse, FacilitatorFailure>,
) -> Next {
    let problem = match answer {
        Ok(answer) if answer.is_valid => {
            match payer_mismatch(answer.payer.as_deref(), claim.accepted.payer()) {
                None => return accepted(route, claim),
                Some(mismatch) => Problem::Mismatch(mismatch),
            }
        }
        Ok(answer) => {
            let reason = settlement::code(answer.invalid_reason.as_deref(), INVALID);
            let response = refused(route, claim.version, reason);
            let problem = Problem::Invalid(reason.to_string());
            return respond(response, Reservation::Release, problem);
        }
        // To verify moves no money, whatever became of the request.
        Err(failure) => return unused(route, &claim, failure),
    };
    let response = response::unavailable(502, INVALID, None);
    respond(response, Reservation::Release, problem)
}

/// The payment may be served for.
fn accepted(route: &Route, claim: Box<Claim>) -> Next {
    match route.flow {
        PaymentFlow::Upfront if !claim.is_free() => mark(route, claim, false),
        PaymentFlow::Authorization | PaymentFlow::Upfront => serve(claim),
    }
}

/// Has the store note that the payment is settled, or that its handler begins.
fn mark(route: &Route, claim: Box<Claim>, begun: bool) -> Next {
    let step = ExchangeStep::MarkSettling {
        key: claim.key.clone(),
        keep_until: claim.keep_until,
        record: claim.record(route, begun).write(),
        // Not for a handler that has begun and must not run again.
        account: claim
            .account
            .clone()
            .filter(|_| claim.may_repeat() || !begun),
    };
    (State::Marking(claim), step)
}

fn marked(route: &Route, claim: Box<Claim>, answer: MarkAnswer) -> Next {
    match answer {
        MarkAnswer::Marked if claim.receipt.is_some() => serve(claim),
        MarkAnswer::Marked => settle(claim),
        // The lease has lapsed, and another exchange goes on with the payment.
        MarkAnswer::Lost => replayed(route, &claim, Reservation::Untouched),
        MarkAnswer::Unavailable => no_store(route, claim.if_not_settled()),
    }
}

fn serve(claim: Box<Claim>) -> Next {
    let step = ExchangeStep::Serve(claim.accepted.clone());
    (State::Serving(claim), step)
}

fn settle(mut claim: Box<Claim>) -> Next {
    claim.attempts = claim.attempts.saturating_add(1);
    let step = ExchangeStep::AskSettle {
        request: Box::new(SettleRequest::new(claim.submission.clone())),
        attempt: claim.attempts,
        repeat_token: claim.repeat_token.clone(),
    };
    (State::Settling(claim), step)
}

fn settled(
    exchange: &Exchange,
    mut claim: Box<Claim>,
    answer: Result<SettleResponse, FacilitatorFailure>,
) -> Next {
    let route = &*exchange.route;
    match answer.map(|answer| settlement::read(answer, &claim)) {
        Ok(Outcome::Settled(receipt)) => {
            return if exchange.has_chain {
                prove(exchange, claim, receipt)
            } else {
                paid(route, claim, receipt)
            };
        }
        Ok(Outcome::Failed {
            reason,
            certain: true,
        }) => {
            let failure = settlement::failure(&reason, &claim);
            let response = response::not_settled(&route.bill, claim.version, &failure);
            return respond(response, Reservation::Release, Problem::NotSettled(reason));
        }
        // The transaction may have been sent all the same: the payer may bring the payment again.
        Ok(Outcome::Failed { reason, .. }) => {
            return pending(route, &claim, Problem::NotSettled(reason));
        }
        Ok(Outcome::Mismatch(mismatch)) => {
            let response = response::unavailable(502, SettleResponse::UNEXPECTED, None);
            return respond(response, Reservation::Keep, Problem::Mismatch(mismatch));
        }
        // The facilitator's client has asked again where that could help.
        Err(failure @ FacilitatorFailure::NotProcessed) if !claim.uncertain => {
            return unused(route, &claim, failure);
        }
        Err(FacilitatorFailure::NotProcessed) => {}
        Ok(Outcome::Pending) | Err(_) => claim.uncertain = true,
    }
    if claim.attempts < route.settle_attempts {
        return settle(claim);
    }
    pending(route, &claim, Problem::Pending)
}

/// The settlement was made, so the facilitator reports and nothing contradicts it.
fn paid(route: &Route, mut claim: Box<Claim>, receipt: SettleResponse) -> Next {
    if claim.served {
        return deliver_paid(&claim, &receipt);
    }
    claim.receipt = Some(receipt);
    if claim.may_repeat() {
        serve(claim)
    } else {
        mark(route, claim, true)
    }
}

/// Asks the chain about a settlement that the facilitator reports.
fn prove(exchange: &Exchange, claim: Box<Claim>, receipt: SettleResponse) -> Next {
    let route = &*exchange.route;
    let Ok(transaction) = receipt.transaction.parse::<TransactionId>() else {
        return if exchange.needs_proof {
            pending(route, &claim, Problem::Pending)
        } else {
            paid(route, claim, receipt)
        };
    };
    let (proof, queries) = Proof::begin(claim, receipt, transaction);
    ask_about(proof, queries)
}

fn ask_about(proof: Proof, queries: Vec<Query>) -> Next {
    let network = proof.claim.network.clone();
    let step = ExchangeStep::AskChain { network, queries };
    (State::Proving(Box::new(proof)), step)
}

/// The nodes have answered about the settlement, or not: a contradiction ends it, and so does a
/// missing proof that is needed.
fn proven(
    exchange: &Exchange,
    mut proof: Box<Proof>,
    context: &Context<'_>,
) -> (Option<SettlementStatusKind>, Next) {
    match proof.read(context) {
        Shown::Asks(queries) => (None, ask_about(*proof, queries)),
        Shown::Status(shown) if shown.is_contradiction() => {
            let response = response::unavailable(502, SettleResponse::UNEXPECTED, None);
            let problem = Problem::FalseSettlement(shown);
            let next = respond(response, Reservation::Keep, problem);
            (Some(shown), next)
        }
        Shown::Status(shown) => {
            let route = &*exchange.route;
            let Proof { claim, receipt, .. } = *proof;
            let next = if exchange.needs_proof && shown != SettlementStatusKind::Paid {
                pending(route, &claim, Problem::Pending)
            } else {
                paid(route, claim, receipt)
            };
            (Some(shown), next)
        }
    }
}

fn handled(route: &Route, mut claim: Box<Claim>, status: u16) -> Next {
    if let Some(receipt) = claim.receipt.take() {
        return deliver_paid(&claim, &receipt);
    }
    if claim.owes(status) {
        claim.served = true;
        return mark(route, claim, true);
    }
    let step = ExchangeStep::Deliver {
        headers: Vec::new(),
        reservation: Reservation::Release,
        if_undelivered: Reservation::Release,
    };
    (State::Done, step)
}

/// The facilitator does not say why, or says nothing that helps.
const INVALID: &str = "unexpected_verify_error";
const UNDECIDED: &str =
    "unexpected_verify_error: a contract wallet's signature cannot be checked here";
