//! The exchange of one request, with published payments.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::std_instead_of_alloc,
    clippy::std_instead_of_core,
    reason = "tests"
)]

#[path = "data/samples.rs"]
#[allow(
    dead_code,
    clippy::similar_names,
    reason = "each test uses some of the samples; payer and payee are the protocol's words"
)]
mod samples;
#[path = "data/server.rs"]
#[allow(dead_code, reason = "each test uses some of the helpers")]
mod server;

use server::{
    PAYER, TRANSACTION, bill, bill_of_both, body_member, context, error_of, exchange, failed,
    invalid, pay, payment_v1, request, settled, undecided,
};
use x402_core::{
    amount::Amount,
    header::{self, encode_base64},
    json::Json,
    message::{SettleResponse, Submission, VerifyResponse},
    scheme::{ChainFacts, Context, PayerSignature, Policy},
    server::{
        Accepted, Event, Exchange, FacilitatorVerify, Failure, PaymentFlow, Problem, ReplayAnswer,
        Reservation, Response, Route, Stage, Step,
    },
    timestamp::UnixTimestamp,
};

const BASE_SEPOLIA: &str = "eip155:84532";

fn route() -> Route {
    Route::new(bill(&samples::eip3009()))
}

/// A new exchange that waits at this stage.
fn at(stage: Stage) -> Exchange {
    let (flow, verify) = match stage {
        Stage::Serving => (PaymentFlow::Authorization, FacilitatorVerify::Never),
        Stage::Verifying => (PaymentFlow::Upfront, FacilitatorVerify::Always),
        _ => (PaymentFlow::Upfront, FacilitatorVerify::Undecided),
    };
    let mut exchange = exchange(route().flow(flow).facilitator_verify(verify));
    match stage {
        Stage::Start => {}
        Stage::Done => {
            request(&mut exchange, &[]);
        }
        _ => {
            pay(&mut exchange, &samples::eip3009());
        }
    }
    if matches!(stage, Stage::Verifying | Stage::Settling | Stage::Serving) {
        let event = Event::ReplayStore(ReplayAnswer::New);
        exchange.advance(event).unwrap();
    }
    assert_eq!(exchange.stage(), stage);
    exchange
}

fn advance(exchange: &mut Exchange, event: Event<'_>) -> Step {
    exchange.advance(event).unwrap()
}

fn responded(step: Step) -> (Response, Reservation, Problem) {
    match step {
        Step::Respond {
            response,
            reservation,
            problem,
        } => (response, reservation, *problem),
        other => panic!("no answer: {other:?}"),
    }
}

fn delivered(step: Step) -> (Vec<(&'static str, String)>, Reservation) {
    match step {
        Step::Deliver {
            headers,
            reservation,
        } => (headers, reservation),
        other => panic!("no delivery: {other:?}"),
    }
}

#[test]
fn every_state_defines_every_event() {
    let stages = [
        Stage::Start,
        Stage::Reserving,
        Stage::Verifying,
        Stage::Settling,
        Stage::Serving,
        Stage::Done,
    ];
    for stage in stages {
        let events = [
            (
                Stage::Start,
                Event::Request {
                    headers: &[],
                    context: context(),
                },
            ),
            (Stage::Reserving, Event::ReplayStore(ReplayAnswer::New)),
            (
                Stage::Verifying,
                Event::Verified(Ok(VerifyResponse::new(true))),
            ),
            (Stage::Settling, Event::Settled(Ok(settled(BASE_SEPOLIA)))),
            (Stage::Serving, Event::Handled { status: 200 }),
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
    let misuse = at(Stage::Serving)
        .advance(Event::Verified(Err(Failure::Garbage)))
        .unwrap_err();
    assert_eq!(
        misuse.to_string(),
        "the exchange waits for the handler, not for the event verified"
    );
}

#[test]
fn a_request_without_payment_is_billed_in_both_versions() {
    let mut exchange = exchange(Route::new(bill_of_both()));
    let headers = [("host", "api.example.com"), ("accept", "*/*")];
    let (response, reservation, problem) = responded(request(&mut exchange, &headers));
    assert_eq!(response.status, 402);
    assert_eq!(reservation, Reservation::Untouched);
    assert_eq!(problem, Problem::Unpaid);
    assert_eq!(response.header("cache-control"), Some("no-store"));
    assert_eq!(response.header("content-type"), Some("application/json"));
    assert_eq!(
        response.header("access-control-expose-headers"),
        Some("PAYMENT-REQUIRED, PAYMENT-RESPONSE, X-PAYMENT-RESPONSE")
    );
    assert_eq!(error_of(&response).as_deref(), Some("Payment required"));
    let body = x402_core::v1::PaymentRequired::parse(&response.body).unwrap();
    assert_eq!(body.accepts.len(), 2);

    let mut only_v2 = at(Stage::Start);
    let (response, ..) = responded(request(&mut only_v2, &[]));
    assert_eq!(response.body, "{}");
}

#[test]
fn what_is_no_payment_is_a_bad_request() {
    let payment = header::encode_payment_signature(&samples::eip3009().payment());
    let twice = format!("{payment},{payment}");
    let scalar = encode_base64("5");
    let v1_inside = encode_base64(payment_v1().to_string());
    let missing = encode_base64(r#"{"x402Version":2,"payload":{}}"#);
    let third = encode_base64(r#"{"x402Version":3,"accepted":{},"payload":{}}"#);
    for (headers, code) in [
        (vec![("PAYMENT-SIGNATURE", "%%%")], "header.base64"),
        (
            vec![("PAYMENT-SIGNATURE", twice.as_str())],
            "header.duplicate",
        ),
        (
            vec![
                ("PAYMENT-SIGNATURE", payment.as_str()),
                ("X-PAYMENT", payment.as_str()),
            ],
            "header.duplicate",
        ),
        (vec![("PAYMENT-SIGNATURE", scalar.as_str())], "member.type"),
        (
            vec![("PAYMENT-SIGNATURE", missing.as_str())],
            "member.missing",
        ),
        (
            vec![("PAYMENT-SIGNATURE", third.as_str())],
            "version.unsupported",
        ),
        (
            vec![("PAYMENT-SIGNATURE", v1_inside.as_str())],
            "version.mismatch",
        ),
        (vec![("X-PAYMENT", payment.as_str())], "version.mismatch"),
    ] {
        let mut exchange = exchange(Route::new(bill_of_both()));
        let (response, reservation, problem) = responded(request(&mut exchange, &headers));
        assert_eq!(response.status, 400, "{code}");
        assert_eq!(body_member(&response, "code").as_deref(), Some(code));
        assert_eq!(reservation, Reservation::Untouched);
        assert!(matches!(problem, Problem::Refused(_)), "{code}");
        assert!(body_member(&response, "expected").is_some(), "{code}");
        assert!(body_member(&response, "found").is_some(), "{code}");
        assert_eq!(response.header("payment-required"), None);
    }
    let mut exchange = at(Stage::Start);
    let step = request(&mut exchange, &[("PAYMENT-SIGNATURE", &missing)]);
    let (response, ..) = responded(step);
    assert_eq!(
        response.body,
        r#"{"error":"invalid_payload","code":"member.missing","pointer":"/accepted","expected":"an object","found":"nothing","hint":"add the member"}"#
    );
}

#[test]
fn a_refused_payment_is_told_why() {
    let sample = samples::eip3009();
    let changed = |name: &str, value: Json<'static>| {
        let mut payment = sample.payment();
        payment.accepted.insert(name.to_owned(), value);
        header::encode_payment_signature(&payment)
    };
    let wrong_signature = {
        let mut payment = sample.payment();
        let signature = payment.payload.get("signature").unwrap().as_str().unwrap();
        let signature = signature.replace("0x0782", "0x0783");
        payment.payload.insert("signature", signature);
        header::encode_payment_signature(&payment)
    };
    for (value, wire_code) in [
        (
            changed("amount", "1".into()),
            "invalid_payment_requirements",
        ),
        (changed("network", "eip155:1".into()), "invalid_network"),
        (wrong_signature, "invalid_exact_evm_payload_signature"),
    ] {
        let mut exchange = at(Stage::Start);
        let step = request(&mut exchange, &[("PAYMENT-SIGNATURE", &value)]);
        let (response, reservation, problem) = responded(step);
        assert_eq!(response.status, 402, "{wire_code}");
        assert_eq!(error_of(&response).as_deref(), Some(wire_code));
        assert_eq!(response.body, "{}");
        assert_eq!(reservation, Reservation::Untouched);
        assert!(matches!(problem, Problem::Refused(_)));
        assert_eq!(exchange.stage(), Stage::Done);
    }
}

#[test]
fn a_missing_allowance_is_a_failed_precondition() {
    let sample = samples::permit2();
    let facts = ChainFacts::unknown().allowance(Amount::ZERO);
    let value = header::encode_payment_signature(&sample.payment());
    let mut local = exchange(Route::new(bill(&sample)));
    let event = Event::Request {
        headers: &[("payment-signature", value.as_bytes())],
        context: context().chain(&facts),
    };
    let (response, ..) = responded(advance(&mut local, event));
    assert_eq!(response.status, 412);
    assert_eq!(
        error_of(&response).as_deref(),
        Some("permit2_allowance_required")
    );

    let route = Route::new(bill(&sample)).facilitator_verify(FacilitatorVerify::Always);
    let mut remote = exchange(route);
    pay(&mut remote, &sample);
    advance(&mut remote, Event::ReplayStore(ReplayAnswer::New));
    let event = Event::Verified(Ok(invalid("permit2_allowance_required")));
    let (response, reservation, _) = responded(advance(&mut remote, event));
    assert_eq!((response.status, reservation), (412, Reservation::Release));
}

#[test]
fn settles_before_it_serves() {
    let mut exchange = exchange(route());
    let Step::AskReplayStore { key, keep_until } = pay(&mut exchange, &samples::eip3009()) else {
        panic!("no key");
    };
    assert_eq!(
        key,
        "eip155:84532/eip3009/0x036cbd53842c5426634e7929541ec2318f3dcf7e/\
         0xfcad0b19bb29d4674531d6f115237e16afce377c/\
         0xf3746613c2d920b5fdabc0856f2aeb2d4f88ee6037b8cc5d04a71a4462f13480"
    );
    assert_eq!(keep_until, 1_740_672_154);
    let step = advance(&mut exchange, Event::ReplayStore(ReplayAnswer::New));
    let Step::AskSettle { request, attempt } = step else {
        panic!("no settlement: {step:?}");
    };
    assert_eq!(attempt, 1);
    let Submission::V2 {
        payment_requirements,
        ..
    } = &request.submission
    else {
        panic!("version 1");
    };
    let own = samples::eip3009().requirements;
    assert_eq!(*payment_requirements, server::requirements(&own));

    let step = advance(&mut exchange, Event::Settled(Ok(settled(BASE_SEPOLIA))));
    let Step::Serve(Accepted::Verified(verified)) = step else {
        panic!("not served: {step:?}");
    };
    assert_eq!(verified.payer().to_string(), PAYER);
    let step = advance(&mut exchange, Event::Handled { status: 200 });
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
    let mut exchange = at(Stage::Settling);
    advance(&mut exchange, Event::Settled(Ok(settled(BASE_SEPOLIA))));
    let step = advance(&mut exchange, Event::Handled { status: 500 });
    let (headers, reservation) = delivered(step);
    assert_eq!(headers[0].0, "PAYMENT-RESPONSE");
    assert_eq!(reservation, Reservation::Keep);
}

#[test]
fn serves_and_then_settles() {
    let mut exchange = at(Stage::Serving);
    let step = advance(&mut exchange, Event::Handled { status: 201 });
    assert!(matches!(step, Step::AskSettle { attempt: 1, .. }));
    let step = advance(&mut exchange, Event::Settled(Ok(settled(BASE_SEPOLIA))));
    let (headers, reservation) = delivered(step);
    assert_eq!(headers[0].0, "PAYMENT-RESPONSE");
    assert_eq!(reservation, Reservation::Keep);

    for status in [400, 404, 500, 503] {
        let mut exchange = at(Stage::Serving);
        let (headers, reservation) = delivered(advance(&mut exchange, Event::Handled { status }));
        assert_eq!((headers, reservation), (vec![], Reservation::Release));
    }
}

#[test]
fn a_failed_settlement_throws_the_content_away() {
    for (mut exchange, served) in [(at(Stage::Settling), false), (at(Stage::Serving), true)] {
        if served {
            advance(&mut exchange, Event::Handled { status: 200 });
        }
        let event = Event::Settled(Ok(failed("insufficient_funds")));
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
                Err(Failure::NoAnswer),
                Ok(failed("invalid_exact_evm_nonce_already_used")),
            ],
            Reservation::Unresolved,
        ),
        (
            vec![Err(Failure::NotTaken), Ok(failed("insufficient_funds"))],
            Reservation::Release,
        ),
        (vec![Err(Failure::NotTaken); 3], Reservation::Release),
        (
            vec![
                Err(Failure::NotTaken),
                Err(Failure::Garbage),
                Err(Failure::NotTaken),
            ],
            Reservation::Unresolved,
        ),
    ] {
        let mut exchange = at(Stage::Settling);
        let mut last = None;
        for answer in &answers {
            let event = Event::Settled(answer.clone());
            last = Some(advance(&mut exchange, event));
        }
        let (_, reservation, _) = responded(last.unwrap());
        assert_eq!(reservation, expected, "{answers:?}");
    }
}

#[test]
fn an_unknown_outcome_is_asked_for_again_and_never_a_failure() {
    let mut exchange = at(Stage::Settling);
    let mut requests = Vec::new();
    for (attempt, answer) in [
        (2, Err(Failure::NoAnswer)),
        (3, Ok(failed("settlement_pending"))),
    ] {
        let step = advance(&mut exchange, Event::Settled(answer));
        let Step::AskSettle {
            request,
            attempt: found,
        } = step
        else {
            panic!("no second attempt: {step:?}");
        };
        assert_eq!(found, attempt);
        requests.push(request);
    }
    assert_eq!(requests[0], requests[1]);
    let step = advance(&mut exchange, Event::Settled(Err(Failure::NoAnswer)));
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
        let mut exchange = exchange(route().flow(flow).facilitator_verify(verify));
        pay(&mut exchange, &samples::eip3009());
        let step = advance(&mut exchange, Event::ReplayStore(ReplayAnswer::Unresolved));
        assert!(matches!(step, Step::AskSettle { .. }), "{flow:?}: {step:?}");
        let mut failing = exchange.clone();
        let step = advance(&mut exchange, Event::Settled(Ok(settled(BASE_SEPOLIA))));
        assert!(matches!(step, Step::Serve(_)), "{flow:?}: {step:?}");
        delivered(advance(&mut exchange, Event::Handled { status: 200 }));

        let event = Event::Settled(Ok(failed("invalid_exact_evm_nonce_already_used")));
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
        (settled("base-sepolia"), "network"),
        (change(|answer| answer.transaction.clear()), "transaction"),
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
        let mut exchange = at(Stage::Settling);
        let step = advance(&mut exchange, Event::Settled(Ok(answer)));
        let (response, reservation, problem) = responded(step);
        assert_eq!((response.status, reservation), (502, Reservation::Keep));
        let Problem::Doubtful(doubt) = problem else {
            panic!("{member}: {problem:?}");
        };
        assert_eq!(doubt.member(), member, "{doubt}");
    }
    for answer in [
        change(|answer| answer.payer = None),
        change(|answer| answer.payer = Some(PAYER.to_lowercase())),
        change(|answer| answer.amount = Some(Amount::from(10000_u64))),
    ] {
        let mut exchange = at(Stage::Settling);
        let step = advance(&mut exchange, Event::Settled(Ok(answer.clone())));
        assert!(matches!(step, Step::Serve(_)), "{answer}: {step:?}");
    }
}

#[test]
fn buyers_see_the_protocols_members_only() {
    let answer = format!(
        r#"{{"success":true,"transaction":"{TRANSACTION}","network":"eip155:84532","extensionResponses":{{"secret":1}}}}"#
    );
    let mut exchange = at(Stage::Settling);
    let answer = SettleResponse::parse(answer).unwrap();
    advance(&mut exchange, Event::Settled(Ok(answer)));
    let (headers, _) = delivered(advance(&mut exchange, Event::Handled { status: 200 }));
    let receipt = header::decode_payment_response(&headers[0].1).unwrap();
    assert!(receipt.unknown().is_empty(), "{receipt}");
}

#[test]
fn one_payment_buys_one_answer() {
    let mut replayed = at(Stage::Reserving);
    let step = advance(&mut replayed, Event::ReplayStore(ReplayAnswer::Seen));
    let (response, reservation, problem) = responded(step);
    assert_eq!(response.status, 402);
    assert_eq!(error_of(&response).as_deref(), Some("duplicate_settlement"));
    assert_eq!(reservation, Reservation::Untouched);
    assert_eq!(problem, Problem::Replayed);

    let mut broken = at(Stage::Reserving);
    let step = advance(&mut broken, Event::ReplayStore(ReplayAnswer::Unavailable));
    let (response, reservation, _) = responded(step);
    assert_eq!((response.status, reservation), (503, Reservation::Release));
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
            Err(Failure::NoAnswer),
            502,
            None,
            Problem::Facilitator(Failure::NoAnswer),
        ),
        (
            Err(Failure::Garbage),
            502,
            None,
            Problem::Facilitator(Failure::Garbage),
        ),
    ] {
        let mut exchange = at(Stage::Verifying);
        let step = advance(&mut exchange, Event::Verified(answer));
        let (response, reservation, found) = responded(step);
        assert_eq!(response.status, status, "{problem}");
        assert_eq!(error_of(&response).as_deref(), error);
        assert_eq!(reservation, Reservation::Release);
        assert_eq!(found, problem);
    }
    let mut exchange = at(Stage::Verifying);
    let event = Event::Verified(Ok(VerifyResponse::new(true)));
    let step = advance(&mut exchange, event);
    assert!(matches!(step, Step::AskSettle { attempt: 1, .. }));

    let mut exchange = at(Stage::Verifying);
    let mut other = VerifyResponse::new(true);
    other.payer = Some("0x857b06519E91e3A54538791bDbb0E22373e36b66".into());
    let step = advance(&mut exchange, Event::Verified(Ok(other)));
    let (response, reservation, problem) = responded(step);
    assert_eq!((response.status, reservation), (502, Reservation::Release));
    assert!(matches!(problem, Problem::Doubtful(_)));
}

#[test]
fn what_only_the_chain_can_decide_goes_to_the_facilitator() {
    let mut decided = exchange(route());
    let Step::AskReplayStore { key, keep_until } = pay(&mut decided, &undecided()) else {
        panic!("no key");
    };
    let mut proven = at(Stage::Start);
    let same = pay(&mut proven, &samples::eip3009());
    assert_eq!(Step::AskReplayStore { key, keep_until }, same);
    let step = advance(&mut decided, Event::ReplayStore(ReplayAnswer::New));
    assert!(matches!(step, Step::AskVerify(_)), "{step:?}");
    let event = Event::Verified(Ok(VerifyResponse::new(true)));
    let step = advance(&mut decided, event);
    assert!(matches!(step, Step::AskSettle { .. }), "{step:?}");
    let step = advance(&mut decided, Event::Settled(Ok(settled(BASE_SEPOLIA))));
    let Step::Serve(Accepted::Vouched(undecided_payment)) = step else {
        panic!("not vouched for: {step:?}");
    };
    assert_eq!(undecided_payment.payer().to_string(), PAYER);

    let mut alone = exchange(route().facilitator_verify(FacilitatorVerify::Never));
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
    let step = advance(&mut exchange, Event::ReplayStore(ReplayAnswer::Unresolved));
    let (response, reservation, problem) = responded(step);
    assert_eq!(
        (response.status, reservation),
        (503, Reservation::Unresolved)
    );
    assert_eq!(problem, Problem::Pending);
}

#[test]
fn delegations_and_permits_have_keys_before_they_are_decided() {
    let permit = {
        let mut sample = samples::permit2();
        let mut payment = sample.payment();
        let signature = format!("0x{}", "ab".repeat(100));
        payment.payload.insert("signature", signature);
        sample.payment = payment.to_string();
        sample
    };
    let exchange_of = |sample: &samples::Sample| {
        let mut exchange = exchange(Route::new(bill(sample)));
        pay(&mut exchange, sample)
    };
    assert_eq!(exchange_of(&permit), exchange_of(&samples::permit2()));

    let delegation = |manager: &str, context: &str| {
        let mut sample = samples::permit2();
        sample.requirements = sample.requirements.replace("permit2", "erc7710");
        sample.payment = format!(
            r#"{{"x402Version":2,"accepted":{},"payload":{{"delegationManager":"{manager}",
            "permissionContext":"{context}","delegator":"{PAYER}"}}}}"#,
            sample.requirements
        );
        sample
    };
    let manager = "0xdb9b1e94b5b69df7e401ddbede43491141047db3";
    let keys = [
        (manager, "0xabcd"),
        (manager, "0xabce"),
        ("0xdb9b1e94b5b69df7e401ddbede43491141047db4", "0xabcd"),
    ]
    .map(
        |(manager, context)| match exchange_of(&delegation(manager, context)) {
            Step::AskReplayStore { key, keep_until } => {
                assert_eq!(keep_until, server::NOW + 60);
                assert!(key.starts_with("eip155:84532/erc7710/0x"), "{key}");
                key
            }
            step => panic!("no key: {step:?}"),
        },
    );
    assert_ne!(keys[0], keys[1]);
    assert_ne!(keys[0], keys[2]);
    let upper = exchange_of(&delegation(manager, "0xABCD"));
    assert!(matches!(upper, Step::AskReplayStore { key, .. } if key == keys[0]));
}

#[test]
fn version_1_is_answered_in_version_1() {
    let value = header::encode_x_payment(&payment_v1());
    let mut paid = exchange(Route::new(bill_of_both()));
    request(&mut paid, &[("X-PAYMENT", &value)]);
    let step = advance(&mut paid, Event::ReplayStore(ReplayAnswer::New));
    let Step::AskSettle { request: body, .. } = step else {
        panic!("no settlement: {step:?}");
    };
    let Submission::V1 {
        payment_requirements,
        ..
    } = &body.submission
    else {
        panic!("version 2");
    };
    // Both offers are of the payment's scheme and network; this is the one that it pays.
    assert_eq!(
        payment_requirements.max_amount_required.to_string(),
        "10000"
    );
    let mut failing = paid.clone();
    advance(&mut paid, Event::Settled(Ok(settled("base-sepolia"))));
    let (headers, _) = delivered(advance(&mut paid, Event::Handled { status: 200 }));
    assert_eq!(headers[0].0, "X-PAYMENT-RESPONSE");
    let receipt = header::decode_x_payment_response(&headers[0].1).unwrap();
    assert_eq!(receipt.network, "base-sepolia");

    let event = Event::Settled(Ok(failed("insufficient_funds")));
    let (response, ..) = responded(advance(&mut failing, event));
    assert_eq!(response.status, 402);
    assert!(response.header("x-payment-response").is_some());
    assert_eq!(response.header("payment-response"), None);
    let body = x402_core::v1::PaymentRequired::parse(&response.body).unwrap();
    assert_eq!(body.error.as_deref(), Some("insufficient_funds"));

    let mut replayed = exchange(Route::new(bill_of_both()));
    request(&mut replayed, &[("x-payment", &value)]);
    let step = advance(&mut replayed, Event::ReplayStore(ReplayAnswer::Seen));
    let (response, ..) = responded(step);
    assert_eq!(response.header("payment-required"), None);
    let body = x402_core::v1::PaymentRequired::parse(&response.body).unwrap();
    assert_eq!(body.error.as_deref(), Some("duplicate_settlement"));
}

#[test]
fn version_1_is_refused_where_it_is_not_offered() {
    let value = header::encode_x_payment(&payment_v1());
    let mut exchange = at(Stage::Start);
    let step = request(&mut exchange, &[("X-PAYMENT", &value)]);
    let (response, ..) = responded(step);
    assert_eq!(response.status, 402);
    assert_eq!(error_of(&response).as_deref(), Some("invalid_x402_version"));
}

#[test]
fn a_solana_payment_is_kept_for_two_minutes() {
    let sample = samples::solana();
    let mut exchange = exchange(Route::new(bill(&sample)));
    let Step::AskReplayStore { key, keep_until } = pay(&mut exchange, &sample) else {
        panic!("no key");
    };
    let message = "ef0550a9d2820905dca4131350f1be36a0dbc547630a9ca0d3bec054d2ca1552";
    assert!(key.ends_with(message), "{key}");
    assert_eq!(keep_until, server::NOW + 120);
    advance(&mut exchange, Event::ReplayStore(ReplayAnswer::New));
    let mut answer = settled("solana:EtWTRABZaYq6iMfeYKouRu166VU2xqa1");
    answer.payer = Some(sample.payer.into());
    let step = advance(&mut exchange, Event::Settled(Ok(answer)));
    assert!(matches!(step, Step::Serve(_)), "{step:?}");
}

#[test]
fn the_specifications_sample_is_served() {
    let sample = samples::specification();
    let mut exchange = exchange(Route::new(bill(&sample)));
    pay(&mut exchange, &sample);
    advance(&mut exchange, Event::ReplayStore(ReplayAnswer::New));
    let mut answer = settled(BASE_SEPOLIA);
    answer.payer = Some(sample.payer.into());
    let step = advance(&mut exchange, Event::Settled(Ok(answer)));
    assert!(matches!(step, Step::Serve(_)), "{step:?}");
}

/// Tokens revert on a recovery id of 0 or 1: what is sent on has 27 or 28.
#[test]
fn a_lenient_signature_is_sent_on_in_its_strict_form() {
    let sample = samples::eip3009();
    let mut payment = sample.payment();
    let strict = payment.payload.get("signature").unwrap().clone();
    let strict = strict.as_str().unwrap().to_owned();
    let lenient = format!("{}00", strict.strip_suffix("1b").unwrap());
    payment.payload.insert("signature", lenient);
    let value = header::encode_payment_signature(&payment);
    let policy = Policy::interop();
    let mut exchange = exchange(route());
    let event = Event::Request {
        headers: &[("PAYMENT-SIGNATURE", value.as_bytes())],
        context: Context::new(UnixTimestamp::new(sample.now).unwrap()).policy(&policy),
    };
    advance(&mut exchange, event);
    let step = advance(&mut exchange, Event::ReplayStore(ReplayAnswer::New));
    let Step::AskSettle { request, .. } = step else {
        panic!("no settlement: {step:?}");
    };
    let Submission::V2 {
        payment_payload, ..
    } = &request.submission
    else {
        panic!("version 1");
    };
    let sent = payment_payload.payload.get("signature").unwrap();
    assert_eq!(sent.as_str(), Some(strict.as_str()));
    let step = advance(&mut exchange, Event::Settled(Ok(settled(BASE_SEPOLIA))));
    let Step::Serve(accepted) = step else {
        panic!("not served: {step:?}");
    };
    let signature = accepted.verified().unwrap().signature();
    assert!(matches!(signature, PayerSignature::Evm(_)));
}

#[test]
fn extensions_come_back_as_advertised() {
    let sample = samples::eip3009();
    let mut required = bill(&sample).required().clone();
    let advertised = br#"{"bazaar":{"info":{"input":{"type":"http"}},"schema":{}}}"#;
    let Json::Object(advertised) = Json::parse(advertised).unwrap().into_owned() else {
        panic!("no object");
    };
    required.extensions = Some(advertised.clone());
    let bill = x402_core::server::Bill::new(required).unwrap();
    for (extensions, accepted) in [
        (None, true),
        (Some("{}"), true),
        (Some(r#"{"other":{"info":1}}"#), true),
        (
            Some(r#"{"bazaar":{"info":{"input":{"type":"http","method":"GET"}}}}"#),
            true,
        ),
        (
            Some(r#"{"bazaar":{"info":{"input":{"type":"mcp"}}}}"#),
            false,
        ),
    ] {
        let mut payment = sample.payment();
        payment.extensions =
            extensions.map(
                |text| match Json::parse(text.as_bytes()).unwrap().into_owned() {
                    Json::Object(object) => object,
                    other => panic!("{other}"),
                },
            );
        let value = header::encode_payment_signature(&payment);
        let mut exchange = exchange(Route::new(bill.clone()));
        match request(&mut exchange, &[("PAYMENT-SIGNATURE", &value)]) {
            Step::AskReplayStore { .. } => assert!(accepted, "{extensions:?}"),
            step => {
                assert!(!accepted, "{extensions:?}");
                let (response, _, problem) = responded(step);
                let error = error_of(&response);
                assert_eq!(error.as_deref(), Some("extension_echo_mismatch"));
                let Problem::Refused(refusal) = problem else {
                    panic!("{problem:?}");
                };
                assert_eq!(refusal.code(), "extension.echo_mismatch");
                assert!(refusal.to_string().contains("/extensions/bazaar/info"));
            }
        }
    }
}
