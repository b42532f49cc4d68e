//! Whether a new payment may be served for: by the chain and by the facilitator.

use alloc::{boxed::Box, string::ToString};

use super::settling::accepted;
use crate::{
    any::VerifyRequest,
    message::VerifyResponse,
    scheme::{Context, Refusal, receipt_mismatch::payer_mismatch},
    server::{
        Accepted, ExchangeStep, FacilitatorFailure, FacilitatorVerify, Problem, Reservation, Route,
        claim::Claim,
        response, settlement,
        state::{Next, State, UNDECIDED, refused, respond, unused},
    },
};

/// The nodes have answered about the payment, or not: what breaks a rule now is refused.
pub(in crate::server) fn checked(
    route: &Route,
    mut claim: Box<Claim>,
    context: &Context<'_>,
) -> Next {
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
pub(in crate::server) fn new(route: &Route, claim: Box<Claim>) -> Next {
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

pub(in crate::server) fn verified(
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

/// The facilitator does not say why, or says nothing that helps.
const INVALID: &str = "unexpected_verify_error";
