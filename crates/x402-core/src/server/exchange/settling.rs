//! From a payment that may be served for to the end: marking, serving, settling, proving.

use alloc::{boxed::Box, vec::Vec};

use super::setup::Setup;
use crate::{
    any::SettleRequest,
    chain::{Query, TransactionId},
    message::SettleResponse,
    receipt::SettlementStatusKind,
    scheme::Context,
    server::{
        ExchangeStep, FacilitatorFailure, MarkAnswer, PaymentFlow, Problem, Reservation, Route,
        claim::Claim,
        proof::{Proof, Shown},
        response,
        settlement::{self, Outcome},
        state::{Next, State, deliver_paid, no_store, pending, replayed, respond, unused},
    },
};

/// The payment may be served for.
pub(in crate::server) fn accepted(route: &Route, claim: Box<Claim>) -> Next {
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

pub(in crate::server) fn marked(route: &Route, claim: Box<Claim>, answer: MarkAnswer) -> Next {
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

pub(in crate::server) fn settle(mut claim: Box<Claim>) -> Next {
    claim.attempts = claim.attempts.saturating_add(1);
    let step = ExchangeStep::AskSettle {
        request: Box::new(SettleRequest::new(claim.submission.clone())),
        attempt: claim.attempts,
        repeat_token: claim.repeat_token.clone(),
    };
    (State::Settling(claim), step)
}

pub(in crate::server) fn settled(
    setup: &Setup,
    mut claim: Box<Claim>,
    answer: Result<SettleResponse, FacilitatorFailure>,
) -> Next {
    let route = &*setup.route;
    match answer.map(|answer| settlement::read(answer, &claim)) {
        Ok(Outcome::Settled(receipt)) => {
            return if setup.has_chain {
                prove(setup, claim, receipt)
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
fn prove(setup: &Setup, claim: Box<Claim>, receipt: SettleResponse) -> Next {
    let route = &*setup.route;
    let Ok(transaction) = receipt.transaction.parse::<TransactionId>() else {
        return if setup.needs_proof {
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
pub(in crate::server) fn proven(
    setup: &Setup,
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
            let route = &*setup.route;
            let Proof { claim, receipt, .. } = *proof;
            let next = if setup.needs_proof && shown != SettlementStatusKind::Paid {
                pending(route, &claim, Problem::Pending)
            } else {
                paid(route, claim, receipt)
            };
            (Some(shown), next)
        }
    }
}

pub(in crate::server) fn handled(route: &Route, mut claim: Box<Claim>, status: u16) -> Next {
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
