//! What the server role reads and answers, with published payments of both versions.

use crate::declared;
use crate::samples;
use crate::seller::{
    self, BASE_SEPOLIA, PAYER, TRANSACTION, advance, at, bill, bill_of_both, body_member, context,
    delivered, error_of, exchange, failed, invalid, pay, payment_v1, request, responded, route,
    settled,
};
use x402_core::{
    any::Submission,
    chain::Quorum,
    header::{self, encode_base64},
    json::Json,
    message::SettleResponse,
    scheme::{Context, PayerSignature, Policy},
    server::{
        ExchangeEvent, ExchangeStage, ExchangeStep, FacilitatorVerify, PaymentFlow, Problem,
        ReplayAnswer, Reservation, Route,
    },
    timestamp::UnixTimestamp,
};

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

    let mut only_v2 = at(ExchangeStage::Start);
    let (response, ..) = responded(request(&mut only_v2, &[]));
    assert_eq!(response.body, "{}");
}

#[test]
fn what_is_no_payment_is_a_bad_request() {
    let payment = header::encode_payment_signature(&samples::eip3009().payment()).unwrap();
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
        // The terms come with it, for clients that look for them.
        assert_eq!(error_of(&response), body_member(&response, "error"));
    }
    let mut exchange = at(ExchangeStage::Start);
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
        header::encode_payment_signature(&payment).unwrap()
    };
    let wrong_signature = {
        let mut payment = sample.payment();
        let signature = payment.payload.get("signature").unwrap().as_str().unwrap();
        let signature = signature.replace("0x0782", "0x0783");
        payment.payload.insert("signature", signature);
        header::encode_payment_signature(&payment).unwrap()
    };
    for (value, wire_code) in [
        (
            changed("amount", "1".into()),
            "invalid_payment_requirements",
        ),
        (changed("network", "eip155:1".into()), "invalid_network"),
        (wrong_signature, "invalid_exact_evm_payload_signature"),
    ] {
        let mut exchange = at(ExchangeStage::Start);
        let step = request(&mut exchange, &[("PAYMENT-SIGNATURE", &value)]);
        let (response, reservation, problem) = responded(step);
        assert_eq!(response.status, 402, "{wire_code}");
        assert_eq!(error_of(&response).as_deref(), Some(wire_code));
        assert_eq!(response.body, "{}");
        assert_eq!(reservation, Reservation::Untouched);
        assert!(matches!(problem, Problem::Refused(_)));
        assert_eq!(exchange.stage(), ExchangeStage::Done);
    }
}

#[test]
fn a_missing_allowance_is_a_failed_precondition() {
    let sample = samples::permit2();
    let facts = declared::facts(&sample, &sample.payment(), "allowance=0");
    let value = header::encode_payment_signature(&sample.payment()).unwrap();
    let mut local = exchange(Route::new(bill(&sample)));
    let event = ExchangeEvent::Request {
        method: "GET",
        entropy: seller::ENTROPY,
        headers: &[("payment-signature", value.as_bytes())],
        context: context().with_chain(&facts, Quorum::of(1)),
    };
    let (response, ..) = responded(advance(&mut local, event));
    assert_eq!(response.status, 412);
    assert_eq!(
        error_of(&response).as_deref(),
        Some("permit2_allowance_required")
    );

    let route = Route::new(bill(&sample)).with_facilitator_verify(FacilitatorVerify::Always);
    let mut remote = exchange(route);
    pay(&mut remote, &sample);
    advance(&mut remote, ExchangeEvent::ReplayStore(ReplayAnswer::New));
    let event = ExchangeEvent::Verified(Ok(invalid("permit2_allowance_required")));
    let (response, reservation, _) = responded(advance(&mut remote, event));
    assert_eq!((response.status, reservation), (412, Reservation::Release));
}

#[test]
fn buyers_see_the_protocols_members_only() {
    let answer = format!(
        r#"{{"success":true,"transaction":"{TRANSACTION}","network":"eip155:84532","extensionResponses":{{"secret":1}}}}"#
    );
    let mut exchange = at(ExchangeStage::Settling);
    let answer = SettleResponse::parse(answer).unwrap();
    advance(&mut exchange, ExchangeEvent::Settled(Ok(answer)));
    let (headers, _) = delivered(advance(
        &mut exchange,
        ExchangeEvent::Handled { status: 200 },
    ));
    let receipt = header::decode_payment_response(&headers[0].1).unwrap();
    assert!(receipt.unknown().is_empty(), "{receipt}");
}

#[test]
fn version_1_is_answered_in_version_1() {
    let value = header::encode_x_payment(&payment_v1()).unwrap();
    let mut paid = exchange(Route::new(bill_of_both()).with_flow(PaymentFlow::Upfront));
    request(&mut paid, &[("X-PAYMENT", &value)]);
    let step = advance(&mut paid, ExchangeEvent::ReplayStore(ReplayAnswer::New));
    let step = seller::mark(&mut paid, &step);
    let ExchangeStep::AskSettle { request: body, .. } = step else {
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
    advance(
        &mut paid,
        ExchangeEvent::Settled(Ok(settled("base-sepolia"))),
    );
    let (headers, _) = delivered(advance(&mut paid, ExchangeEvent::Handled { status: 200 }));
    assert_eq!(headers[0].0, "X-PAYMENT-RESPONSE");
    let receipt = header::decode_x_payment_response(&headers[0].1).unwrap();
    assert_eq!(receipt.network, "base-sepolia");

    let event = ExchangeEvent::Settled(Ok(failed("insufficient_funds")));
    let (response, ..) = responded(advance(&mut failing, event));
    assert_eq!(response.status, 402);
    assert!(response.header("x-payment-response").is_some());
    assert_eq!(response.header("payment-response"), None);
    let body = x402_core::v1::PaymentRequired::parse(&response.body).unwrap();
    assert_eq!(body.error.as_deref(), Some("insufficient_funds"));

    let mut replayed = exchange(Route::new(bill_of_both()));
    request(&mut replayed, &[("x-payment", &value)]);
    let step = advance(
        &mut replayed,
        ExchangeEvent::ReplayStore(ReplayAnswer::Seen),
    );
    let (response, ..) = responded(step);
    assert_eq!(response.header("payment-required"), None);
    let body = x402_core::v1::PaymentRequired::parse(&response.body).unwrap();
    assert_eq!(body.error.as_deref(), Some("duplicate_settlement"));
}

#[test]
fn version_1_is_refused_where_it_is_not_offered() {
    let value = header::encode_x_payment(&payment_v1()).unwrap();
    let mut exchange = at(ExchangeStage::Start);
    let step = request(&mut exchange, &[("X-PAYMENT", &value)]);
    let (response, ..) = responded(step);
    assert_eq!(response.status, 402);
    assert_eq!(error_of(&response).as_deref(), Some("invalid_x402_version"));
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
    let value = header::encode_payment_signature(&payment).unwrap();
    let policy = Policy::interop();
    let mut exchange = exchange(route());
    let event = ExchangeEvent::Request {
        method: "GET",
        entropy: seller::ENTROPY,
        headers: &[("PAYMENT-SIGNATURE", value.as_bytes())],
        context: Context::new(UnixTimestamp::new(sample.now).unwrap()).with_policy(&policy),
    };
    advance(&mut exchange, event);
    let step = advance(&mut exchange, ExchangeEvent::ReplayStore(ReplayAnswer::New));
    let step = seller::mark(&mut exchange, &step);
    let ExchangeStep::AskSettle { request, .. } = step else {
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
    let step = advance(
        &mut exchange,
        ExchangeEvent::Settled(Ok(settled(BASE_SEPOLIA))),
    );
    let ExchangeStep::Serve(accepted) = step else {
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
    let bill = x402_core::server::Bill::from_message(required).unwrap();
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
        let value = header::encode_payment_signature(&payment).unwrap();
        let mut exchange = exchange(Route::new(bill.clone()));
        match request(&mut exchange, &[("PAYMENT-SIGNATURE", &value)]) {
            ExchangeStep::AskReplayStore { .. } => assert!(accepted, "{extensions:?}"),
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
        match pay(&mut exchange, sample) {
            ExchangeStep::AskReplayStore {
                key, keep_until, ..
            } => (key, keep_until),
            step => panic!("no key: {step:?}"),
        }
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
    .map(|(manager, context)| {
        let (key, keep_until) = exchange_of(&delegation(manager, context));
        assert_eq!(keep_until, 9_999_999_999);
        assert!(key.starts_with("eip155:84532/erc7710/0x"), "{key}");
        key
    });
    assert_ne!(keys[0], keys[1]);
    assert_ne!(keys[0], keys[2]);
    let upper = exchange_of(&delegation(manager, "0xABCD"));
    assert_eq!(upper.0, keys[0]);
}

#[test]
fn a_solana_payment_is_kept_for_two_minutes() {
    let sample = samples::solana();
    let route = Route::new(bill(&sample)).with_flow(PaymentFlow::Upfront);
    let mut exchange = exchange(route);
    let ExchangeStep::AskReplayStore {
        key, keep_until, ..
    } = pay(&mut exchange, &sample)
    else {
        panic!("no key");
    };
    let message = "ef0550a9d2820905dca4131350f1be36a0dbc547630a9ca0d3bec054d2ca1552";
    assert!(key.ends_with(message), "{key}");
    assert_eq!(keep_until, seller::NOW + 120);
    let step = advance(&mut exchange, ExchangeEvent::ReplayStore(ReplayAnswer::New));
    seller::mark(&mut exchange, &step);
    let mut answer = settled("solana:EtWTRABZaYq6iMfeYKouRu166VU2xqa1");
    answer.payer = Some(sample.payer.into());
    answer.transaction = "2".repeat(88);
    let step = advance(&mut exchange, ExchangeEvent::Settled(Ok(answer)));
    assert!(matches!(step, ExchangeStep::Serve(_)), "{step:?}");
}
