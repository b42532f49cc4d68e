//! One request and its answer, as a state machine.

use alloc::{
    boxed::Box,
    string::{String, ToString},
    sync::Arc,
    vec::Vec,
};
use core::mem;

use super::{
    ExchangeEvent, ExchangeStage, ExchangeStep, FacilitatorFailure, FacilitatorVerify, OutOfTurn,
    PaymentFlow, Problem, ReplayAnswer, Reservation, Route, ServerResponse,
    claim::Claim,
    response,
    settlement::{self, Outcome},
};
use crate::{
    any::{SettleRequest, VerifyRequest},
    error::ErrorCode,
    header::PaymentHeader,
    message::{SettleResponse, VerifyResponse},
    scheme::{Context, Payment, Refusal, receipt_mismatch::payer_mismatch},
    version::X402Version,
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
/// - A settlement of unknown outcome is no failure: the same one is asked for again, and an
///   exchange that ends without knowing leaves the key as [`Reservation::Unresolved`], so
///   that the client can come back with the same payment.
///
/// An exchange that is dropped on the way leaves its key reserved.
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
/// let ExchangeStep::Respond { response, .. } = exchange.advance(ExchangeEvent::Request { headers: &headers, context })? else {
///     panic!("served without payment");
/// };
/// assert_eq!(response.status, 402);
/// # Ok::<(), Box<dyn core::error::Error>>(())
/// ```
#[derive(Clone, Debug)]
pub struct Exchange {
    route: Arc<Route>,
    state: State,
}

#[derive(Clone, Debug)]
enum State {
    Start,
    Reserving(Box<Claim>),
    Verifying(Box<Claim>),
    Settling(Box<Claim>),
    Serving(Box<Claim>),
    Done,
}

impl Exchange {
    /// An exchange that waits for its request.
    #[must_use]
    pub fn new(route: Arc<Route>) -> Self {
        let state = State::Start;
        Self { route, state }
    }

    /// What the exchange waits for.
    #[must_use]
    pub fn stage(&self) -> ExchangeStage {
        match &self.state {
            State::Start => ExchangeStage::Start,
            State::Reserving(_) => ExchangeStage::Reserving,
            State::Verifying(_) => ExchangeStage::Verifying,
            State::Settling(_) => ExchangeStage::Settling,
            State::Serving(_) => ExchangeStage::Serving,
            State::Done => ExchangeStage::Done,
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
            (State::Start, ExchangeEvent::Request { headers, context }) => {
                requested(route, headers, &context)
            }
            (State::Reserving(claim), ExchangeEvent::ReplayStore(answer)) => {
                reserved(route, claim, answer)
            }
            (State::Verifying(claim), ExchangeEvent::Verified(answer)) => {
                verified(route, claim, answer)
            }
            (State::Settling(claim), ExchangeEvent::Settled(answer)) => {
                settled(route, claim, answer)
            }
            (State::Serving(claim), ExchangeEvent::Handled { status }) => handled(claim, status),
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

/// The next state and what to do meanwhile.
type Next = (State, ExchangeStep);

fn requested(route: &Route, headers: &[(&str, &[u8])], context: &Context<'_>) -> Next {
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
            let response = response::malformed(&error);
            let problem = Problem::Refused(Refusal::Malformed(error));
            return respond(response, Reservation::Untouched, problem);
        }
    };
    let version = Payment::from(&payment).version();
    match Claim::read(payment, route, context) {
        Ok(claim) => {
            let (key, keep_until) = (claim.key.clone(), claim.keep_until);
            let step = ExchangeStep::AskReplayStore { key, keep_until };
            (State::Reserving(Box::new(claim)), step)
        }
        Err(refusal) => {
            let response = match &refusal {
                Refusal::Undecided(_) => refused(route, version, UNDECIDED),
                // Another version is another way to pay; nothing else that is malformed is.
                Refusal::Malformed(error) if error.code() != ErrorCode::VersionMismatch => {
                    response::malformed(error)
                }
                refusal => refused(route, version, refusal.wire_code()),
            };
            respond(response, Reservation::Untouched, Problem::Refused(refusal))
        }
    }
}

fn reserved(route: &Route, mut claim: Box<Claim>, answer: ReplayAnswer) -> Next {
    match answer {
        ReplayAnswer::New => {
            let asks = match route.facilitator_verify {
                FacilitatorVerify::Always => true,
                FacilitatorVerify::Never => false,
                FacilitatorVerify::Undecided => claim.accepted.verified().is_none(),
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
        // Who proves nothing cannot claim what another may have paid for: nonces are public.
        ReplayAnswer::Unresolved if claim.accepted.verified().is_none() => pending(route),
        // Not verified once more: the facilitator calls a payment invalid that it has settled.
        ReplayAnswer::Unresolved => {
            claim.uncertain = true;
            settle(claim)
        }
        ReplayAnswer::Seen => {
            let response = refused(route, claim.version, REPLAYED);
            respond(response, Reservation::Untouched, Problem::Replayed)
        }
        ReplayAnswer::Unavailable => {
            let retry_after = Some(route.retry_after);
            let response = response::unavailable(503, "replay_store_unavailable", retry_after);
            // Not released: the key may be reserved by another exchange, which is still paid.
            respond(response, Reservation::Untouched, Problem::ReplayStore)
        }
    }
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
        Err(failure) => Problem::Facilitator(failure),
    };
    let response = response::unavailable(502, INVALID, None);
    respond(response, Reservation::Release, problem)
}

/// The payment may be served for.
fn accepted(route: &Route, claim: Box<Claim>) -> Next {
    match route.flow {
        PaymentFlow::Authorization => serve(claim),
        PaymentFlow::Upfront => settle(claim),
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
    };
    (State::Settling(claim), step)
}

fn settled(
    route: &Route,
    mut claim: Box<Claim>,
    answer: Result<SettleResponse, FacilitatorFailure>,
) -> Next {
    match answer.map(|answer| settlement::read(answer, &claim)) {
        Ok(Outcome::Settled(receipt)) => {
            if claim.served {
                let headers = response::delivery(claim.version, &receipt);
                return deliver(headers, Reservation::Keep);
            }
            claim.receipt = Some(receipt);
            return serve(claim);
        }
        Ok(Outcome::Failed { reason, certain }) => {
            let reservation = if certain && !claim.uncertain {
                Reservation::Release
            } else {
                Reservation::Unresolved
            };
            let failure = settlement::failure(&reason, &claim);
            let response = response::not_settled(&route.bill, claim.version, &failure);
            return respond(response, reservation, Problem::NotSettled(reason));
        }
        Ok(Outcome::Mismatch(mismatch)) => {
            let response = response::unavailable(502, UNSETTLED, None);
            return respond(response, Reservation::Keep, Problem::Mismatch(mismatch));
        }
        Err(FacilitatorFailure::NotProcessed) => {}
        Ok(Outcome::Pending) | Err(_) => claim.uncertain = true,
    }
    if claim.attempts < route.settle_attempts {
        return settle(claim);
    }
    if claim.uncertain {
        return pending(route);
    }
    let response = response::unavailable(502, UNSETTLED, None);
    let problem = Problem::Facilitator(FacilitatorFailure::NotProcessed);
    respond(response, Reservation::Release, problem)
}

/// The outcome is unknown, and the client may ask for it with the same payment.
fn pending(route: &Route) -> Next {
    let retry_after = Some(route.retry_after);
    let response = response::unavailable(503, SettleResponse::PENDING, retry_after);
    respond(response, Reservation::Unresolved, Problem::Pending)
}

fn handled(mut claim: Box<Claim>, status: u16) -> Next {
    match claim.receipt.take() {
        Some(receipt) => deliver(
            response::delivery(claim.version, &receipt),
            Reservation::Keep,
        ),
        None if status >= 400 => deliver(Vec::new(), Reservation::Release),
        None => {
            claim.served = true;
            settle(claim)
        }
    }
}

fn respond(response: ServerResponse, reservation: Reservation, problem: Problem) -> Next {
    let problem = Box::new(problem);
    let step = ExchangeStep::Respond {
        response,
        reservation,
        problem,
    };
    (State::Done, step)
}

fn deliver(headers: Vec<(&'static str, String)>, reservation: Reservation) -> Next {
    let step = ExchangeStep::Deliver {
        headers,
        reservation,
    };
    (State::Done, step)
}

/// Asks for another payment, in the client's version.
fn refused(route: &Route, version: X402Version, error: &str) -> ServerResponse {
    // Only an approval on the chain helps here, no other payment (as the TypeScript SDK answers).
    let status = if error == "permit2_allowance_required" {
        412
    } else {
        402
    };
    response::payment_required(&route.bill, status, Some(version), Some(error))
}

/// The facilitator does not say why, or says nothing that helps.
const INVALID: &str = "unexpected_verify_error";
const UNSETTLED: &str = "unexpected_settle_error";
const REPLAYED: &str = "duplicate_settlement";
const UNDECIDED: &str =
    "unexpected_verify_error: a contract wallet's signature cannot be checked here";
