//! The exchange of one request, with published payments.

use crate::samples;
use crate::seller::{
    self, BASE_SEPOLIA, ENTROPY, PAYER, TOKEN, TRANSACTION, advance, at, bill, body_member,
    context, delivered, error_of, exchange, failed, invalid, mark, pay, pay_by, record, record_on,
    responded, route, settled, undecided, unresolved,
};
use x402_core::{
    amount::Amount,
    any::Submission,
    header,
    message::PaymentPayload,
    message::{SettleResponse, VerifyResponse},
    server::{
        AnswerStart, ExchangeEvent, ExchangeStage, ExchangeStep, FacilitatorFailure,
        FacilitatorVerify, MarkAnswer, PaymentFlow, Problem, ReplayAnswer, Reservation, Route,
    },
};

#[test]
fn every_state_defines_every_event() {
    let stages = [
        ExchangeStage::Start,
        ExchangeStage::Reserving,
        ExchangeStage::Verifying,
        ExchangeStage::Marking,
        ExchangeStage::Settling,
        ExchangeStage::Serving,
        ExchangeStage::Done,
    ];
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
                ExchangeStage::Reserving,
                ExchangeEvent::ReplayStore(ReplayAnswer::New),
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

/// A server that was killed between the mark and the answer leaves a key that lapses into
/// `Unresolved`: its payer is served for the settlement that was made.
#[test]
fn what_a_killed_server_had_settled_is_resumed() {
    let mut killed = exchange(route());
    pay(&mut killed, &samples::eip3009());
    let step = advance(&mut killed, ExchangeEvent::ReplayStore(ReplayAnswer::New));
    let ExchangeStep::MarkSettling { record, .. } = step else {
        panic!("{step:?}");
    };
    drop(killed);
    let mut next = exchange(route());
    pay(&mut next, &samples::eip3009());
    let event = ExchangeEvent::ReplayStore(ReplayAnswer::Unresolved { record });
    let step = advance(&mut next, event);
    let ExchangeStep::AskSettle { repeat_token, .. } = step else {
        panic!("{step:?}");
    };
    assert_eq!(repeat_token, TOKEN);
    let event = ExchangeEvent::Settled(Ok(settled(BASE_SEPOLIA)));
    let step = advance(&mut next, event);
    assert!(matches!(step, ExchangeStep::Serve(_)), "{step:?}");
}

#[test]
fn a_payment_is_resumed_on_its_own_route_only() {
    let public = || record_on("GET /public", false);
    for (name, record, resumed) in [
        ("GET /public", public(), true),
        ("GET /partners", public(), false),
        ("GET /public/", public(), false),
        ("GET /public", public().replace("cdcd", "CDCD"), false),
        (
            "GET /public",
            public().replace(r#""format":1"#, r#""format":2"#),
            false,
        ),
        (
            "GET /public",
            public().replace(r#""begun""#, r#""begin""#),
            false,
        ),
        (
            "GET /public",
            public().replace("x402Version", "version"),
            false,
        ),
        ("GET /public", String::new(), false),
    ] {
        let mut exchange = exchange(route().with_name(name));
        pay(&mut exchange, &samples::eip3009());
        let event = ExchangeEvent::ReplayStore(ReplayAnswer::Unresolved {
            record: record.clone(),
        });
        let step = advance(&mut exchange, event);
        if resumed {
            assert!(matches!(step, ExchangeStep::AskSettle { .. }), "{step:?}");
            continue;
        }
        let (response, reservation, problem) = responded(step);
        assert_eq!(error_of(&response).as_deref(), Some("duplicate_settlement"));
        assert_eq!(
            (response.status, reservation, problem),
            (402, Reservation::Unresolved, Problem::Replayed),
            "{name} {record}"
        );
    }
}

/// Resumed, a handler that is not idempotent runs only if it has not begun.
#[test]
fn a_handler_that_is_not_idempotent_runs_once() {
    for (method, begun, runs) in [
        ("GET", false, true),
        ("GET", true, true),
        ("put", true, true),
        ("POST", false, true),
        ("POST", true, false),
        ("PATCH", true, false),
        ("X", true, false),
    ] {
        let mut exchange = exchange(route());
        pay_by(&mut exchange, method, &samples::eip3009());
        let step = advance(&mut exchange, unresolved(begun));
        let asks = matches!(step, ExchangeStep::AskSettle { .. });
        assert_eq!(asks, runs, "{method} {begun}: {step:?}");
    }
}

#[test]
fn the_store_knows_that_a_handler_begins_before_it_does() {
    for (method, mut exchange) in [("POST", exchange(route())), ("GET", exchange(route()))] {
        pay_by(&mut exchange, method, &samples::eip3009());
        let step = advance(&mut exchange, ExchangeEvent::ReplayStore(ReplayAnswer::New));
        mark(&mut exchange, &step);
        let event = ExchangeEvent::Settled(Ok(settled(BASE_SEPOLIA)));
        let mut step = advance(&mut exchange, event);
        if method == "POST" {
            let ExchangeStep::MarkSettling { record, .. } = &step else {
                panic!("{step:?}");
            };
            assert!(record.contains(r#""begun":true"#), "{record}");
            assert_eq!(exchange.if_abandoned(), Reservation::Unresolved);
            step = mark(&mut exchange, &step);
        }
        assert!(matches!(step, ExchangeStep::Serve(_)), "{step:?}");
        let expected = if method == "POST" {
            Reservation::Keep
        } else {
            Reservation::Unresolved
        };
        assert_eq!(exchange.if_abandoned(), expected, "{method}");
        let step = advance(&mut exchange, ExchangeEvent::Handled { status: 200 });
        let ExchangeStep::Deliver { if_undelivered, .. } = step else {
            panic!("{step:?}");
        };
        assert_eq!(if_undelivered, expected, "{method}");
        assert_eq!(exchange.if_abandoned(), Reservation::Untouched);
    }
}

#[test]
fn a_key_that_is_not_held_any_more_is_not_settled() {
    for (answer, status, reservation, problem) in [
        (
            MarkAnswer::Lost,
            402,
            Reservation::Untouched,
            Problem::Replayed,
        ),
        (
            MarkAnswer::Unavailable,
            503,
            Reservation::Release,
            Problem::ReplayStore,
        ),
    ] {
        let mut marking = at(ExchangeStage::Marking);
        let mut served = at(ExchangeStage::Serving);
        let step = advance(&mut served, ExchangeEvent::Handled { status: 200 });
        assert!(matches!(step, ExchangeStep::MarkSettling { .. }));
        for exchange in [&mut marking, &mut served] {
            let (response, found, why) =
                responded(advance(exchange, ExchangeEvent::Marked(answer)));
            assert_eq!((response.status, found), (status, reservation));
            assert_eq!(why, problem);
        }
    }
}

#[test]
fn an_abandoned_exchange_releases_what_was_not_settled() {
    for (stage, expected) in [
        (ExchangeStage::Start, Reservation::Untouched),
        (ExchangeStage::Reserving, Reservation::Untouched),
        (ExchangeStage::Verifying, Reservation::Release),
        (ExchangeStage::Marking, Reservation::Release),
        (ExchangeStage::Settling, Reservation::Unresolved),
        (ExchangeStage::Serving, Reservation::Release),
        (ExchangeStage::Done, Reservation::Untouched),
    ] {
        assert_eq!(at(stage).if_abandoned(), expected, "{stage:?}");
        let accepted = matches!(
            stage,
            ExchangeStage::Marking | ExchangeStage::Settling | ExchangeStage::Serving
        );
        assert_eq!(at(stage).accepted().is_some(), accepted, "{stage:?}");
    }
}

#[test]
fn the_default_flow_runs_the_handler_first_and_declares_nothing() {
    let mut exchange = exchange(Route::new(bill(&samples::eip3009())));
    pay(&mut exchange, &samples::eip3009());
    let step = advance(&mut exchange, ExchangeEvent::ReplayStore(ReplayAnswer::New));
    assert!(matches!(step, ExchangeStep::Serve(_)), "{step:?}");
}

#[test]
fn the_bill_declares_a_flow_that_is_not_the_default() {
    let declared = |route: &Route| {
        let required = header::decode_payment_required(route.bill().header()).unwrap();
        assert_eq!(required, *route.bill().required());
        let mut entries = required.accepts.iter();
        let extra = entries.next().unwrap().extra.clone().unwrap();
        let flow = extra.get("paymentFlow").cloned();
        flow.map(|flow| flow.as_str().unwrap().to_owned())
    };
    let bill = bill(&samples::eip3009());
    let route = Route::new(bill);
    assert_eq!(declared(&route), None);
    let route = route.with_flow(PaymentFlow::Upfront);
    assert_eq!(declared(&route).as_deref(), Some("upfront"));
    let route = route.with_flow(PaymentFlow::Authorization);
    assert_eq!(declared(&route), None);
}

#[test]
fn a_head_costs_nothing() {
    for flow in [PaymentFlow::Upfront, PaymentFlow::Authorization] {
        let mut exchange = exchange(route().with_flow(flow));
        pay_by(&mut exchange, "HEAD", &samples::eip3009());
        let step = advance(&mut exchange, ExchangeEvent::ReplayStore(ReplayAnswer::New));
        assert!(matches!(step, ExchangeStep::Serve(_)), "{flow:?}: {step:?}");
        let start = AnswerStart {
            length: Some(1),
            ..AnswerStart::new(200)
        };
        assert!(!exchange.holds(&start, 10));
        let step = advance(&mut exchange, ExchangeEvent::Handled { status: 200 });
        let (headers, reservation) = delivered(step);
        assert_eq!((headers, reservation), (vec![], Reservation::Release));
    }
}

#[test]
fn a_stream_is_settled_at_its_start() {
    let exchange = at(ExchangeStage::Serving);
    let start = |status, content_type, length| AnswerStart {
        status,
        content_type,
        length,
    };
    for (start, held) in [
        (start(200, Some("application/json"), Some(10)), true),
        (start(200, Some("application/json"), Some(11)), false),
        (start(200, Some("application/json"), None), false),
        (start(200, Some("text/event-stream"), Some(1)), false),
        // An error costs nothing and passes.
        (start(404, Some("application/json"), Some(1)), false),
    ] {
        assert_eq!(exchange.holds(&start, 10), held, "{start:?}");
    }
    let mut settled_first = at(ExchangeStage::Settling);
    let event = ExchangeEvent::Settled(Ok(settled(BASE_SEPOLIA)));
    advance(&mut settled_first, event);
    let short = start(200, None, Some(1));
    assert!(!settled_first.holds(&short, 10));
    assert!(!at(ExchangeStage::Start).holds(&short, 10));
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

/// Published clients sign anew after a 503: the first payment is asked about, and served if it was
/// settled.
#[test]
fn an_earlier_payment_for_the_same_terms_is_resolved_first() {
    let earlier = || {
        let mut exchange = exchange(Route::new(bill(&samples::eip3009())));
        let step = pay(&mut exchange, &samples::eip3009());
        let ExchangeStep::AskReplayStore { account, .. } = step else {
            panic!("{step:?}");
        };
        let expected = format!(
            "2 eip155:84532 {PAYER} 0x036CbD53842c5426634e7929541eC2318f3dCF7e \
             0x209693Bc6afc0C5328bA36FaF03C514EF312287C 10000 https://api.example.com/weather"
        );
        assert_eq!(account, Some(expected));
        let event = ExchangeEvent::ReplayStore(ReplayAnswer::Earlier {
            key: "the first".into(),
            keep_until: 1_740_672_120,
            record: record(false),
        });
        let step = advance(&mut exchange, event);
        let ExchangeStep::AskSettle { repeat_token, .. } = step else {
            panic!("{step:?}");
        };
        assert_eq!(repeat_token, "cd".repeat(16));
        exchange
    };
    let mut served = earlier();
    let event = ExchangeEvent::Settled(Ok(settled(BASE_SEPOLIA)));
    let step = advance(&mut served, event);
    assert!(matches!(step, ExchangeStep::Serve(_)), "{step:?}");
    let step = advance(&mut served, ExchangeEvent::Handled { status: 200 });
    let (_, reservation) = delivered(step);
    assert_eq!(reservation, Reservation::Keep);

    let mut unknown = earlier();
    let event = ExchangeEvent::Settled(Ok(failed("insufficient_funds")));
    let (response, reservation, _) = responded(advance(&mut unknown, event));
    assert_eq!(
        (response.status, reservation),
        (503, Reservation::Unresolved)
    );
    assert!(
        response
            .body
            .contains(r#""authorizationExpiresAt":1740672120"#)
    );
}
