//! What the facilitator is asked before a payment is accepted, and what it costs not to reach it.

use crate::samples;
use crate::seller::{
    BASE_SEPOLIA, PAYER, TOKEN, advance, at, error_of, exchange, failed, invalid, mark, pay,
    responded, route, settled, undecided, unresolved,
};
use x402_core::{
    header,
    message::VerifyResponse,
    server::{
        ExchangeEvent, ExchangeStage, ExchangeStep, FacilitatorFailure, FacilitatorVerify, Problem,
        ReplayAnswer, Reservation,
    },
};

#[test]
fn the_facilitator_may_be_asked_to_verify() {
    for (answer, status, error, problem) in [
        (
            Ok(invalid("insufficient_funds")),
            402,
            Some("insufficient_funds"),
            Problem::Invalid("insufficient_funds".into()),
        ),
        (
            Ok(VerifyResponse::new(false)),
            402,
            Some("unexpected_verify_error"),
            Problem::Invalid("unexpected_verify_error".into()),
        ),
        // Nothing that does not belong into a header goes into one.
        (
            Ok(invalid("line\r\nbreak")),
            402,
            Some("unexpected_verify_error"),
            Problem::Invalid("unexpected_verify_error".into()),
        ),
        (
            Err(FacilitatorFailure::NoResponse),
            503,
            None,
            Problem::Facilitator(FacilitatorFailure::NoResponse),
        ),
        (
            Err(FacilitatorFailure::InvalidResponse),
            503,
            None,
            Problem::Facilitator(FacilitatorFailure::InvalidResponse),
        ),
    ] {
        let mut exchange = at(ExchangeStage::Verifying);
        let step = advance(&mut exchange, ExchangeEvent::Verified(answer));
        let (response, reservation, found) = responded(step);
        assert_eq!(response.status, status, "{problem}");
        assert_eq!(error_of(&response).as_deref(), error);
        assert_eq!(reservation, Reservation::Release);
        assert_eq!(found, problem);
    }
    let mut exchange = at(ExchangeStage::Verifying);
    let event = ExchangeEvent::Verified(Ok(VerifyResponse::new(true)));
    let step = advance(&mut exchange, event);
    assert!(matches!(step, ExchangeStep::MarkSettling { .. }));

    let mut exchange = at(ExchangeStage::Verifying);
    let mut other = VerifyResponse::new(true);
    other.payer = Some("0x857b06519E91e3A54538791bDbb0E22373e36b66".into());
    let step = advance(&mut exchange, ExchangeEvent::Verified(Ok(other)));
    let (response, reservation, problem) = responded(step);
    assert_eq!((response.status, reservation), (502, Reservation::Release));
    assert!(matches!(problem, Problem::Mismatch(_)));
}

#[test]
fn what_only_the_chain_can_decide_goes_to_the_facilitator() {
    let mut decided = exchange(route());
    let ExchangeStep::AskReplayStore {
        key,
        keep_until,
        account: none,
        ..
    } = pay(&mut decided, &undecided())
    else {
        panic!("no key");
    };
    let mut proven = at(ExchangeStage::Start);
    let same = pay(&mut proven, &samples::eip3009());
    let ExchangeStep::AskReplayStore {
        key: same_key,
        keep_until: same_until,
        account,
        holder,
    } = same
    else {
        panic!("no key");
    };
    assert_eq!((key, keep_until), (same_key, same_until));
    // Only who proves to be the payer can make up for an earlier payment.
    assert!(account.is_some() && none.is_none());
    assert_eq!(holder, TOKEN);
    let step = advance(&mut decided, ExchangeEvent::ReplayStore(ReplayAnswer::New));
    assert!(matches!(step, ExchangeStep::AskVerify(_)), "{step:?}");
    let event = ExchangeEvent::Verified(Ok(VerifyResponse::new(true)));
    let step = advance(&mut decided, event);
    let step = mark(&mut decided, &step);
    assert!(matches!(step, ExchangeStep::AskSettle { .. }), "{step:?}");
    let step = advance(
        &mut decided,
        ExchangeEvent::Settled(Ok(settled(BASE_SEPOLIA))),
    );
    let ExchangeStep::Serve(accepted) = step else {
        panic!("not served: {step:?}");
    };
    assert_eq!(accepted.payer().to_string(), PAYER);
    let vouched = accepted.undecided().expect("the facilitator vouches");
    assert_eq!(vouched.payer(), accepted.payer());
    assert_eq!(accepted.verified(), None);

    let mut alone = exchange(route().with_facilitator_verify(FacilitatorVerify::Never));
    let (response, reservation, problem) = responded(pay(&mut alone, &undecided()));
    assert_eq!(
        (response.status, reservation),
        (402, Reservation::Untouched)
    );
    let error = error_of(&response).unwrap();
    assert!(error.starts_with("unexpected_verify_error: "), "{error}");
    assert!(matches!(problem, Problem::Refused(_)));
}

/// A nonce is public once it is used: without a proof, nobody may claim its answer.
#[test]
fn what_is_not_proven_cannot_be_brought_again() {
    let mut exchange = exchange(route());
    pay(&mut exchange, &undecided());
    let step = advance(&mut exchange, unresolved(false));
    let (response, reservation, problem) = responded(step);
    assert_eq!(
        (response.status, reservation),
        (503, Reservation::Unresolved)
    );
    assert_eq!(problem, Problem::Pending);
}

/// A facilitator that was not reached has not touched the payment: the payer is told at once.
#[test]
fn a_facilitator_that_is_not_reached_leaves_the_payment_unused() {
    let not_processed = || Err(FacilitatorFailure::NotProcessed);
    let mut exchange = at(ExchangeStage::Settling);
    let step = advance(&mut exchange, ExchangeEvent::Settled(not_processed()));
    let (response, reservation, problem) = responded(step);
    assert_eq!((response.status, reservation), (503, Reservation::Release));
    assert_eq!(
        problem,
        Problem::Facilitator(FacilitatorFailure::NotProcessed)
    );
    assert_eq!(response.header("retry-after"), Some("5"));
    assert_eq!(
        response.body,
        r#"{"error":"facilitator_unavailable","paymentState":"unused","retryAction":"wait_and_retry","authorizationExpiresAt":1740672154}"#
    );
    let receipt = response.header("payment-response").unwrap();
    assert_eq!(
        header::decode_payment_response(receipt)
            .unwrap()
            .to_string(),
        r#"{"success":false,"errorReason":"facilitator_unavailable","transaction":"","network":"eip155:84532","extra":{"paymentState":"unused","retryAction":"wait_and_retry","authorizationExpiresAt":1740672154}}"#
    );

    let mut exchange = at(ExchangeStage::Settling);
    let event = ExchangeEvent::Settled(Ok(failed("transaction_failed")));
    let (response, ..) = responded(advance(&mut exchange, event));
    assert_eq!(
        response.body,
        r#"{"error":"settlement_pending","paymentState":"in_flight","retryAction":"retry_same_payment","authorizationExpiresAt":1740672154}"#
    );
}
