//! The exchange of one request, with published payments.

mod chain;
mod facilitator;
mod flow;
mod resumption;
mod terms;

use crate::samples;
use crate::seller::{
    self, BASE_SEPOLIA, ENTROPY, PAYER, TOKEN, TRANSACTION, advance, at, bill, body_member,
    context, delivered, error_of, exchange, failed, mark, pay, responded, route, settled,
    unresolved,
};
use x402_core::{
    amount::Amount,
    any::Submission,
    header,
    message::PaymentPayload,
    message::{SettleResponse, VerifyResponse},
    server::{
        ExchangeEvent, ExchangeStage, ExchangeStep, FacilitatorFailure, FacilitatorVerify,
        MarkAnswer, PaymentFlow, Problem, ReplayAnswer, Reservation, ResponseStoreAnswer, Route,
    },
};

#[test]
fn every_state_defines_every_event() {
    let stages = [
        ExchangeStage::Start,
        ExchangeStage::Recalling,
        ExchangeStage::Reserving,
        ExchangeStage::Checking,
        ExchangeStage::Verifying,
        ExchangeStage::Marking,
        ExchangeStage::Settling,
        ExchangeStage::Proving,
        ExchangeStage::Serving,
        ExchangeStage::Done,
    ];
    assert_eq!(stages, ExchangeStage::ALL);
    for stage in stages {
        let events = [
            (
                ExchangeStage::Start,
                ExchangeEvent::Request {
                    method: "GET",
                    headers: &[],
                    context: context(),
                    entropy: ENTROPY,
                },
            ),
            (
                ExchangeStage::Recalling,
                ExchangeEvent::ResponseStore(ResponseStoreAnswer::New),
            ),
            (
                ExchangeStage::Reserving,
                ExchangeEvent::ReplayStore(ReplayAnswer::New),
            ),
            (
                ExchangeStage::Checking,
                ExchangeEvent::Chain { context: context() },
            ),
            (
                ExchangeStage::Proving,
                ExchangeEvent::Chain { context: context() },
            ),
            (
                ExchangeStage::Verifying,
                ExchangeEvent::Verified(Ok(VerifyResponse::new(true))),
            ),
            (
                ExchangeStage::Marking,
                ExchangeEvent::Marked(MarkAnswer::Marked),
            ),
            (
                ExchangeStage::Settling,
                ExchangeEvent::Settled(Ok(settled(BASE_SEPOLIA))),
            ),
            (
                ExchangeStage::Serving,
                ExchangeEvent::Handled { status: 200 },
            ),
        ];
        for (expects, event) in events {
            let mut exchange = at(stage);
            let before = format!("{exchange:?}");
            let name = event.name();
            match exchange.advance(event) {
                Ok(_) if name == "chain" => assert!(asks_chain(stage), "{stage:?}"),
                Ok(_) => assert_eq!(stage, expects, "{name}"),
                Err(misuse) => {
                    assert_ne!(stage, expects, "{name}");
                    assert_eq!((misuse.stage(), misuse.event()), (stage, name));
                    assert_eq!(format!("{exchange:?}"), before, "{stage:?} {name}");
                }
            }
        }
    }
    let misuse = at(ExchangeStage::Serving)
        .advance(ExchangeEvent::Verified(Err(
            FacilitatorFailure::InvalidResponse,
        )))
        .unwrap_err();
    assert_eq!(
        misuse.to_string(),
        "the event `verified` cannot be taken now: the exchange waits for the handler"
    );
}

fn asks_chain(stage: ExchangeStage) -> bool {
    matches!(stage, ExchangeStage::Checking | ExchangeStage::Proving)
}

#[test]
fn settles_before_it_serves() {
    let mut exchange = exchange(route());
    let ExchangeStep::AskReplayStore {
        key, keep_until, ..
    } = pay(&mut exchange, &samples::eip3009())
    else {
        panic!("no key");
    };
    assert_eq!(
        key,
        "eip155:84532/eip3009/0x036cbd53842c5426634e7929541ec2318f3dcf7e/\
         0xfcad0b19bb29d4674531d6f115237e16afce377c/\
         0xf3746613c2d920b5fdabc0856f2aeb2d4f88ee6037b8cc5d04a71a4462f13480"
    );
    assert_eq!(keep_until, 1_740_672_154);
    let step = advance(&mut exchange, ExchangeEvent::ReplayStore(ReplayAnswer::New));
    let ExchangeStep::MarkSettling {
        key: marked,
        keep_until: until,
        record,
        ..
    } = &step
    else {
        panic!("not marked: {step:?}");
    };
    assert_eq!((marked, *until), (&key, keep_until));
    let start = format!(
        r#"{{"format":1,"repeatToken":"{TOKEN}","begun":false,"route":"https://api.example.com/weather","request":"{{\"x402Version\":2,"#
    );
    assert!(record.starts_with(&start), "{record}");
    let step = mark(&mut exchange, &step);
    let ExchangeStep::AskSettle {
        request,
        attempt,
        repeat_token,
    } = step
    else {
        panic!("no settlement: {step:?}");
    };
    assert_eq!((attempt, repeat_token.as_str()), (1, TOKEN));
    let Submission::V2 {
        payment_requirements,
        ..
    } = &request.submission
    else {
        panic!("version 1");
    };
    let mut own = seller::requirements(&samples::eip3009().requirements);
    let extra = own.extra.as_mut().unwrap();
    extra.insert("paymentFlow", "upfront");
    assert_eq!(*payment_requirements, own);

    let step = advance(
        &mut exchange,
        ExchangeEvent::Settled(Ok(settled(BASE_SEPOLIA))),
    );
    let ExchangeStep::Serve(accepted) = step else {
        panic!("not served: {step:?}");
    };
    assert_eq!(accepted.payer().to_string(), PAYER);
    let verified = accepted.verified().expect("the signature is proven");
    assert_eq!(verified.payer(), accepted.payer());
    assert_eq!(accepted.undecided(), None);
    let step = advance(&mut exchange, ExchangeEvent::Handled { status: 200 });
    let (headers, reservation) = delivered(step);
    assert_eq!(reservation, Reservation::Keep);
    let names: Vec<_> = headers.iter().map(|(name, _)| *name).collect();
    assert_eq!(
        names,
        [
            "PAYMENT-RESPONSE",
            "Cache-Control",
            "Access-Control-Expose-Headers"
        ]
    );
    let receipt = header::decode_payment_response(&headers[0].1).unwrap();
    assert_eq!(receipt, settled(BASE_SEPOLIA));
    assert_eq!(headers[1].1, "private");
}

/// The money has moved: whatever the handler says, the payer gets the receipt.
#[test]
fn a_handler_that_fails_after_settlement_still_delivers_the_receipt() {
    let mut exchange = at(ExchangeStage::Settling);
    advance(
        &mut exchange,
        ExchangeEvent::Settled(Ok(settled(BASE_SEPOLIA))),
    );
    let step = advance(&mut exchange, ExchangeEvent::Handled { status: 500 });
    let (headers, reservation) = delivered(step);
    assert_eq!(headers[0].0, "PAYMENT-RESPONSE");
    assert_eq!(reservation, Reservation::Keep);
}

#[test]
fn serves_and_then_settles() {
    let mut exchange = at(ExchangeStage::Serving);
    let step = advance(&mut exchange, ExchangeEvent::Handled { status: 201 });
    let step = mark(&mut exchange, &step);
    assert!(matches!(step, ExchangeStep::AskSettle { attempt: 1, .. }));
    let step = advance(
        &mut exchange,
        ExchangeEvent::Settled(Ok(settled(BASE_SEPOLIA))),
    );
    let (headers, reservation) = delivered(step);
    assert_eq!(headers[0].0, "PAYMENT-RESPONSE");
    assert_eq!(reservation, Reservation::Keep);

    for status in [400, 404, 500, 503] {
        let mut exchange = at(ExchangeStage::Serving);
        let (headers, reservation) =
            delivered(advance(&mut exchange, ExchangeEvent::Handled { status }));
        assert_eq!((headers, reservation), (vec![], Reservation::Release));
    }
}

#[test]
fn a_failed_settlement_throws_the_content_away() {
    for (mut exchange, served) in [
        (at(ExchangeStage::Settling), false),
        (at(ExchangeStage::Serving), true),
    ] {
        if served {
            let step = advance(&mut exchange, ExchangeEvent::Handled { status: 200 });
            mark(&mut exchange, &step);
        }
        let event = ExchangeEvent::Settled(Ok(failed("insufficient_funds")));
        let (response, reservation, problem) = responded(advance(&mut exchange, event));
        assert_eq!(response.status, 402);
        assert_eq!(response.body, "{}");
        assert_eq!(response.header("payment-required"), None);
        let receipt = response.header("payment-response").unwrap();
        let receipt = header::decode_payment_response(receipt).unwrap();
        assert_eq!(
            receipt.to_string(),
            r#"{"success":false,"errorReason":"insufficient_funds","transaction":"","network":"eip155:84532"}"#
        );
        assert_eq!(reservation, Reservation::Release);
        assert_eq!(problem, Problem::NotSettled("insufficient_funds".into()));
    }
}

#[test]
fn a_key_is_released_only_if_nothing_can_have_happened() {
    let sent = {
        let mut answer = failed("transaction_failed");
        answer.transaction = TRANSACTION.into();
        answer
    };
    let silent = SettleResponse::new(false, String::new(), BASE_SEPOLIA.into());
    for (answers, expected) in [
        (vec![Ok(failed("insufficient_funds"))], Reservation::Release),
        (
            vec![Ok(failed("duplicate_settlement"))],
            Reservation::Unresolved,
        ),
        (
            vec![Ok(failed("unexpected_settle_error"))],
            Reservation::Unresolved,
        ),
        (vec![Ok(silent)], Reservation::Unresolved),
        (vec![Ok(sent)], Reservation::Unresolved),
        // The first attempt may have landed: the second one's failure says nothing about it.
        (
            vec![
                Err(FacilitatorFailure::NoResponse),
                Ok(failed("invalid_exact_evm_nonce_already_used")),
            ],
            Reservation::Unresolved,
        ),
        (
            vec![
                Err(FacilitatorFailure::NoResponse),
                Ok(failed("insufficient_funds")),
            ],
            Reservation::Unresolved,
        ),
        // Decided from the request alone: whatever came before.
        (
            vec![
                Err(FacilitatorFailure::NoResponse),
                Ok(failed("invalid_x402_version")),
            ],
            Reservation::Release,
        ),
        (
            vec![Ok(failed("permit2_deadline_expired"))],
            Reservation::Release,
        ),
        (
            vec![Ok(failed("transaction_failed"))],
            Reservation::Unresolved,
        ),
        (
            vec![Ok(failed("invalid_exact_evm_nonce_already_used"))],
            Reservation::Unresolved,
        ),
        (
            vec![Ok(failed("a reason of tomorrow"))],
            Reservation::Unresolved,
        ),
        (
            vec![Ok(failed("insufficient_funds: timeout"))],
            Reservation::Unresolved,
        ),
        (
            vec![Err(FacilitatorFailure::NotProcessed)],
            Reservation::Release,
        ),
        (
            vec![
                Err(FacilitatorFailure::InvalidResponse),
                Err(FacilitatorFailure::NotProcessed),
                Err(FacilitatorFailure::NotProcessed),
            ],
            Reservation::Unresolved,
        ),
    ] {
        let mut exchange = at(ExchangeStage::Settling);
        let mut last = None;
        for answer in &answers {
            let event = ExchangeEvent::Settled(answer.clone());
            last = Some(advance(&mut exchange, event));
        }
        let (response, reservation, _) = responded(last.unwrap());
        assert_eq!(reservation, expected, "{answers:?}");
        if expected == Reservation::Unresolved {
            assert_eq!(response.status, 503, "{answers:?}");
            assert_eq!(response.header("retry-after"), Some("5"), "{answers:?}");
            assert_eq!(response.header("payment-required"), None, "{answers:?}");
        }
    }
}

#[test]
fn an_unknown_outcome_is_asked_for_again_and_never_a_failure() {
    let mut exchange = at(ExchangeStage::Settling);
    let mut requests = Vec::new();
    for (attempt, answer) in [
        (2, Err(FacilitatorFailure::NoResponse)),
        (3, Ok(failed("settlement_pending"))),
    ] {
        let step = advance(&mut exchange, ExchangeEvent::Settled(answer));
        let ExchangeStep::AskSettle {
            request,
            attempt: found,
            ..
        } = step
        else {
            panic!("no second attempt: {step:?}");
        };
        assert_eq!(found, attempt);
        requests.push(request);
    }
    assert_eq!(requests[0], requests[1]);
    let step = advance(
        &mut exchange,
        ExchangeEvent::Settled(Err(FacilitatorFailure::NoResponse)),
    );
    let (response, reservation, problem) = responded(step);
    assert_eq!(response.status, 503);
    assert_eq!(response.header("retry-after"), Some("5"));
    assert_eq!(
        body_member(&response, "error").as_deref(),
        Some("settlement_pending")
    );
    assert_eq!(reservation, Reservation::Unresolved);
    assert_eq!(problem, Problem::Pending);
}

#[test]
fn an_unresolved_payment_can_be_brought_again() {
    for flow in [PaymentFlow::Upfront, PaymentFlow::Authorization] {
        let verify = FacilitatorVerify::Always;
        let mut exchange = exchange(route().with_flow(flow).with_facilitator_verify(verify));
        pay(&mut exchange, &samples::eip3009());
        let step = advance(&mut exchange, unresolved(false));
        // The facilitator is asked with the first exchange's token.
        let ExchangeStep::AskSettle { repeat_token, .. } = step else {
            panic!("{flow:?}: {step:?}");
        };
        assert_eq!(repeat_token, "cd".repeat(16));
        let mut failing = exchange.clone();
        let step = advance(
            &mut exchange,
            ExchangeEvent::Settled(Ok(settled(BASE_SEPOLIA))),
        );
        assert!(matches!(step, ExchangeStep::Serve(_)), "{flow:?}: {step:?}");
        delivered(advance(
            &mut exchange,
            ExchangeEvent::Handled { status: 200 },
        ));

        let event = ExchangeEvent::Settled(Ok(failed("invalid_exact_evm_nonce_already_used")));
        let (_, reservation, _) = responded(advance(&mut failing, event));
        assert_eq!(reservation, Reservation::Unresolved);
    }
}

#[test]
fn a_settlement_is_not_believed_blindly() {
    let change = |change: fn(&mut SettleResponse)| {
        let mut answer = settled(BASE_SEPOLIA);
        change(&mut answer);
        answer
    };
    for (answer, member) in [
        (settled("eip155:1"), "network"),
        (settled("base"), "network"),
        (change(|answer| answer.transaction.clear()), "transaction"),
        (
            change(|answer| answer.transaction = " ".into()),
            "transaction",
        ),
        (
            change(|answer| answer.transaction = "0x".into()),
            "transaction",
        ),
        (
            change(|answer| answer.transaction = "x".repeat(5_000)),
            "transaction",
        ),
        (
            change(|answer| answer.transaction = format!("0x{}", "0".repeat(64))),
            "transaction",
        ),
        (
            change(|answer| {
                answer.payer = Some("0x857b06519E91e3A54538791bDbb0E22373e36b66".into());
            }),
            "payer",
        ),
        (change(|answer| answer.payer = Some("me".into())), "payer"),
        (
            change(|answer| answer.amount = Some(Amount::from(9999_u64))),
            "amount",
        ),
    ] {
        let mut exchange = at(ExchangeStage::Settling);
        let step = advance(&mut exchange, ExchangeEvent::Settled(Ok(answer)));
        let (response, reservation, problem) = responded(step);
        assert_eq!((response.status, reservation), (502, Reservation::Keep));
        let Problem::Mismatch(mismatch) = problem else {
            panic!("{member}: {problem:?}");
        };
        assert_eq!(mismatch.member(), member, "{mismatch}");
    }
    for answer in [
        change(|answer| answer.payer = None),
        change(|answer| answer.payer = Some(String::new())),
        change(|answer| answer.network = "base-sepolia".into()),
        change(|answer| answer.network = String::new()),
        change(|answer| answer.payer = Some(PAYER.to_lowercase())),
        change(|answer| answer.amount = Some(Amount::from(10000_u64))),
    ] {
        let mut exchange = at(ExchangeStage::Settling);
        let step = advance(&mut exchange, ExchangeEvent::Settled(Ok(answer.clone())));
        assert!(matches!(step, ExchangeStep::Serve(_)), "{answer}: {step:?}");
    }
}

#[test]
fn one_payment_buys_one_answer() {
    let mut replayed = at(ExchangeStage::Reserving);
    let step = advance(
        &mut replayed,
        ExchangeEvent::ReplayStore(ReplayAnswer::Seen),
    );
    let (response, reservation, problem) = responded(step);
    assert_eq!(response.status, 402);
    assert_eq!(error_of(&response).as_deref(), Some("duplicate_settlement"));
    assert_eq!(reservation, Reservation::Untouched);
    assert_eq!(problem, Problem::Replayed);

    let mut broken = at(ExchangeStage::Reserving);
    let step = advance(
        &mut broken,
        ExchangeEvent::ReplayStore(ReplayAnswer::Unavailable),
    );
    let (response, reservation, _) = responded(step);
    assert_eq!(
        (response.status, reservation),
        (503, Reservation::Untouched)
    );
    assert_eq!(response.header("retry-after"), Some("5"));
}

#[test]
fn the_specifications_sample_is_served() {
    let sample = samples::specification();
    let route = Route::new(bill(&sample)).with_flow(PaymentFlow::Upfront);
    let mut exchange = exchange(route);
    pay(&mut exchange, &sample);
    let step = advance(&mut exchange, ExchangeEvent::ReplayStore(ReplayAnswer::New));
    mark(&mut exchange, &step);
    let mut answer = settled(BASE_SEPOLIA);
    answer.payer = Some(sample.payer.into());
    let step = advance(&mut exchange, ExchangeEvent::Settled(Ok(answer)));
    assert!(matches!(step, ExchangeStep::Serve(_)), "{step:?}");
}

/// A facilitator that reads as strictly as we do takes no request beyond the decoder's limits.
#[test]
fn a_payment_too_large_to_be_settled_is_refused() {
    let sample = samples::eip3009();
    let with = |values: usize| {
        let zeros = vec!["0"; values].join(",");
        let body = sample.payment.strip_suffix('}').unwrap();
        format!(r#"{body},"more":[{zeros}]}}"#)
    };
    let is_read = |values: &usize| PaymentPayload::parse(with(*values)).is_ok();
    let most = (4_000..4_096).take_while(is_read).last().unwrap();
    for (values, accepted) in [(4_000, true), (most, false)] {
        let mut sample = samples::eip3009();
        sample.payment = with(values);
        let step = pay(&mut exchange(route()), &sample);
        match step {
            ExchangeStep::AskReplayStore { .. } => assert!(accepted, "{values} are accepted"),
            ExchangeStep::Respond { response, .. } => {
                assert!(!accepted, "{values} are refused");
                assert_eq!(response.status, 400);
            }
            step => panic!("{step:?}"),
        }
    }
}
