//! The states of an exchange, and how it ends.

use alloc::boxed::Box;

use super::{
    ExchangeStep, FacilitatorFailure, Problem, Reservation, Route, ServerResponse,
    arrival::Arrival, claim::Claim, proof::Proof, recall::Recall, response,
};
use crate::{message::SettleResponse, version::X402Version};

#[derive(Clone, Debug)]
pub(super) enum State {
    Start,
    Recalling(Box<Recall>),
    Resolving(Box<Arrival>),
    Reserving(Box<Claim>),
    Checking(Box<Claim>),
    Verifying(Box<Claim>),
    Marking(Box<Claim>),
    Settling(Box<Claim>),
    Proving(Box<Proof>),
    Serving(Box<Claim>),
    Done,
}

/// The next state and what to do meanwhile.
pub(super) type Next = (State, ExchangeStep);

pub(super) fn replayed(route: &Route, claim: &Claim, reservation: Reservation) -> Next {
    let response = refused(route, claim.version, REPLAYED);
    respond(response, reservation, Problem::Replayed)
}

pub(super) fn no_store(route: &Route, reservation: Reservation) -> Next {
    let response = response::unavailable(503, "replay_store_unavailable", Some(route.retry_after));
    respond(response, reservation, Problem::ReplayStore)
}

/// The outcome is unknown, and the client may ask for it with the same payment.
pub(super) fn pending(route: &Route, claim: &Claim, problem: Problem) -> Next {
    let response = response::not_known(claim, route.retry_after);
    respond(response, Reservation::Unresolved, problem)
}

/// Nothing has happened to the payment: the facilitator was not reached.
pub(super) fn unused(route: &Route, claim: &Claim, failure: FacilitatorFailure) -> Next {
    let response = response::unused(claim, route.retry_after);
    respond(
        response,
        Reservation::Release,
        Problem::Facilitator(failure),
    )
}

pub(super) fn respond(
    response: ServerResponse,
    reservation: Reservation,
    problem: Problem,
) -> Next {
    let problem = Box::new(problem);
    let step = ExchangeStep::Respond {
        response,
        reservation,
        problem,
    };
    (State::Done, step)
}

pub(super) fn deliver_paid(claim: &Claim, receipt: &SettleResponse) -> Next {
    let step = ExchangeStep::Deliver {
        headers: response::delivery(claim.version, receipt),
        reservation: Reservation::Keep,
        if_undelivered: claim.if_undelivered(),
    };
    (State::Done, step)
}

/// Asks for another payment, in the client's version.
pub(super) fn refused(route: &Route, version: X402Version, error: &str) -> ServerResponse {
    // Only an approval on the chain helps here, no other payment (as the TypeScript SDK answers).
    let status = if error == "permit2_allowance_required" {
        412
    } else {
        402
    };
    response::payment_required(&route.bill, status, Some(version), Some(error))
}

const REPLAYED: &str = "duplicate_settlement";

/// The error where only the chain can prove the signature, and it is not asked.
pub(super) const UNDECIDED: &str =
    "unexpected_verify_error: a contract wallet's signature cannot be checked here";
