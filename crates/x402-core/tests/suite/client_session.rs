//! Every event in every state of a session, and what is said about the money.

use crate::accounts::{self, eip3009, key_a, required, wallet};
use x402_core::{
    chain::{Answer, EvmQuery, Fact, Facts, Head, NodeId, Query, Quorum, Value},
    client::{
        Blocked, Budget, Choice, Inputs, Session, SessionError, SessionState, SessionStep,
        SettlementClaim, SignedPayment, SpendStatus, Spending, select,
    },
    header,
    json::Json,
    message::{PaymentRequired, SettleResponse},
    receipt::UseStatus,
    timestamp::UnixTimestamp,
};

const URL: &str = "https://api.example.com/data";
const TRANSACTION: &str = "0x1234567890abcdef1234567890abcdef1234567890abcdef1234567890abcdef";

/// Signatures of key A over the golden message; the second is of another message, see there.
const SIGNATURE: &str = "07828fd039838f543685a17aa47ce289d2a8017e5577f4366c4d8436599e84a110f3bb67c5d6d33b4776abc1337d4ef70b0cbc343f6abea05f8db8b21d52c6e51b";
const NONCE: &str = "f3746613c2d920b5fdabc0856f2aeb2d4f88ee6037b8cc5d04a71a4462f13480";

fn bytes(text: &str) -> Vec<u8> {
    let digits = text.as_bytes().chunks(2);
    let digits = digits.map(|pair| core::str::from_utf8(pair).unwrap());
    digits
        .map(|pair| u8::from_str_radix(pair, 16).unwrap())
        .collect()
}

/// When the payment is sent: 55 seconds before its end.
fn now() -> UnixTimestamp {
    UnixTimestamp::new(1_740_672_099).unwrap()
}

fn demand(error: Option<&str>) -> PaymentRequired {
    let mut demand = required(&[eip3009()]);
    demand.error = error.map(Into::into);
    demand
}

fn budget(dollars: &str) -> Budget {
    Budget::dollars(&dollars.parse().unwrap()).unwrap()
}

fn spending() -> Spending {
    Spending::default().with_budget(budget("$1"))
}

fn session() -> Session {
    Session::new(URL, wallet(), spending()).unwrap()
}

/// The payment for the demand above, or for one of another payee.
fn payment(is_other: bool) -> SignedPayment {
    let text = demand(None).to_string();
    let text = if is_other {
        // Same terms as text goes, but for the time.
        text.replace("\"maxTimeoutSeconds\":60", "\"maxTimeoutSeconds\":59")
    } else {
        text
    };
    let demand = PaymentRequired::parse(text).unwrap();
    let choice = select(&demand, &wallet(), &spending()).unwrap();
    signed(
        &choice,
        if is_other {
            1_740_672_095
        } else {
            1_740_672_094
        },
    )
}

fn signed(choice: &Choice, now: u64) -> SignedPayment {
    let nonce = bytes(NONCE).try_into().unwrap();
    let inputs = Inputs::new(key_a(), nonce, UnixTimestamp::new(now).unwrap());
    let request = choice.signing_request(&inputs).unwrap();
    request.assemble(&bytes(SIGNATURE)).unwrap()
}

type Headers = Vec<(&'static str, String)>;

fn asks(error: Option<&str>) -> (&'static str, String) {
    let text = header::encode_payment_required(&demand(error)).unwrap();
    ("payment-required", text)
}

fn receipt(response: &SettleResponse) -> (&'static str, String) {
    (
        "Payment-Response",
        header::encode_payment_response(response).unwrap(),
    )
}

fn success() -> SettleResponse {
    let mut response = SettleResponse::new(true, TRANSACTION.into(), "eip155:84532".into());
    response.payer = Some(accounts::KEY_A.into());
    response
}

fn failure(reason: &str, transaction: &str) -> SettleResponse {
    let mut response = SettleResponse::new(false, transaction.into(), "eip155:84532".into());
    response.error_reason = Some(reason.into());
    response
}

fn v1_body() -> String {
    let entry = eip3009()
        .replace("\"amount\"", "\"maxAmountRequired\"")
        .replace("eip155:84532", "base-sepolia")
        .replace(
            "\"scheme\"",
            "\"resource\":\"https://x\",\"description\":\"\",\"scheme\"",
        );
    format!(r#"{{"x402Version":1,"accepts":[{entry}]}}"#)
}

/// What can happen to a session.
enum Event {
    Response(u16, Headers, Option<String>),
    NoResponse,
    Pay(Box<SignedPayment>),
    Resend,
}

/// What happened, as `step state status`, or what the session said that it cannot do.
fn apply(session: &mut Session, event: &Event) -> String {
    let before = session.state();
    let outcome = match event {
        Event::Response(status, headers, body) => session
            .response(
                *status,
                headers.iter().map(|(name, value)| (*name, value)),
                body.as_deref().map(str::as_bytes),
            )
            .map(|step| name(&step)),
        Event::NoResponse => session.no_response().map(|step| name(&step)),
        Event::Pay(payment) => session.pay((**payment).clone(), now()).map(|_| "Paying"),
        Event::Resend => session.resend().map(|_| "Paying"),
    };
    match outcome {
        Ok(step) => format!("{step} {:?} {:?}", session.state(), session.spend_status()),
        Err(error) => {
            assert_eq!(session.state(), before, "an error changes nothing");
            match error {
                SessionError::OutOfTurn { .. } => "-".into(),
                other => format!("{other:?}"),
            }
        }
    }
}

fn name(step: &SessionStep) -> &'static str {
    match step {
        SessionStep::Done => "Done",
        SessionStep::Follow(_) => "Follow",
        SessionStep::Pay(_) => "Pay",
        SessionStep::Unpayable(_) => "Unpayable",
        SessionStep::Unreadable(_) => "Unreadable",
        SessionStep::Blocked(_) => "Blocked",
        SessionStep::Receipt(_) => "Receipt",
        SessionStep::Unconfirmed { .. } => "Unconfirmed",
        SessionStep::Failed(_) => "Failed",
        SessionStep::Unknown(_) => "Unknown",
    }
}

/// A session in each state; `Paid` twice, as the second sending is judged otherwise.
fn states() -> [(&'static str, Session); 6] {
    let after = |events: &[Event]| {
        let mut session = session();
        for event in events {
            assert_ne!(apply(&mut session, event), "-");
        }
        session
    };
    let asked = || Event::Response(402, vec![asks(None)], None);
    let pay = || Event::Pay(Box::new(payment(false)));
    [
        ("fresh", after(&[])),
        ("offered", after(&[asked()])),
        ("paid", after(&[asked(), pay()])),
        (
            "paid again",
            after(&[asked(), pay(), Event::NoResponse, Event::Resend]),
        ),
        ("unknown", after(&[asked(), pay(), Event::NoResponse])),
        ("ended", after(&[Event::Response(200, vec![], None)])),
    ]
}

/// Every event, and its outcome when fresh, when paid and when paid for the second time. In the
/// other states only `pay` and `resend` mean anything.
#[rustfmt::skip]
fn answers() -> Vec<(&'static str, Event, [&'static str; 3])> {
    let plain = |status| Event::Response(status, vec![], None);
    let with = |status, headers: Headers| Event::Response(status, headers, None);
    let to = |location: &str| ("Location", location.to_owned());
    let bad = |name| (name, "e30".to_owned());
    let clear = || receipt(&failure("invalid_exact_evm_insufficient_balance", ""));
    let done = "Done Ended Nothing";
    let unknown = "Unknown Unknown Reserved";
    let failed = "Failed Ended Reserved";
    let settled = "Receipt Ended Spent";
    let unconfirmed = "Unconfirmed Ended Reserved";
    let unreadable = "Unreadable Ended Nothing";
    let offered = "Pay Offered Nothing";
    vec![
        ("200", plain(200), [done, unconfirmed, unconfirmed]),
        ("204", plain(204), [done, unconfirmed, unconfirmed]),
        ("304", plain(304), [done, unconfirmed, unconfirmed]),
        ("400", plain(400), [done, unconfirmed, unconfirmed]),
        ("401", plain(401), [done, unconfirmed, unconfirmed]),
        ("404", plain(404), [done, unconfirmed, unconfirmed]),
        ("422", plain(422), [done, unconfirmed, unconfirmed]),
        ("408", plain(408), [done, unknown, unknown]),
        ("425", plain(425), [done, unknown, unknown]),
        ("429", plain(429), [done, unknown, unknown]),
        ("500", plain(500), [done, unconfirmed, unconfirmed]),
        ("501", plain(501), [done, unconfirmed, unconfirmed]),
        ("502", plain(502), [done, unknown, unknown]),
        ("503", plain(503), [done, unknown, unknown]),
        ("507", plain(507), [done, unconfirmed, unconfirmed]),
        ("504", plain(504), [done, unknown, unknown]),
        ("0", plain(0), [done, unknown, unknown]),
        ("timeout", Event::NoResponse, [done, unknown, unknown]),

        ("402 of others", plain(402), [unreadable, failed, failed]),
        ("402 html", Event::Response(402, vec![], Some("<html>".into())), [unreadable, failed, failed]),
        ("402 other json", Event::Response(402, vec![], Some("{}".into())), [unreadable, failed, failed]),
        ("402 version 2 in the body", Event::Response(402, vec![], Some(demand(None).to_string())), [unreadable, failed, failed]),
        ("402 bad header", with(402, vec![bad("PAYMENT-REQUIRED")]), [unreadable, failed, failed]),
        ("402 one header twice", with(402, vec![asks(None), ("PAYMENT-REQUIRED", asks(None).1)]), [offered, failed, failed]),
        ("402 one header twice in a line", with(402, vec![("payment-required", [asks(None).1, asks(None).1].join(", "))]), [offered, failed, failed]),
        ("402 two headers", with(402, vec![asks(None), asks(Some("other"))]), [unreadable, failed, failed]),
        ("402 two headers in a line", with(402, vec![("payment-required", [asks(None).1, asks(Some("other")).1].join(","))]), [unreadable, failed, failed]),
        ("402 version 1", Event::Response(402, vec![], Some(v1_body())), [offered, failed, failed]),
        ("402 bad header, version 1 body", Event::Response(402, vec![bad("PAYMENT-REQUIRED")], Some(v1_body())), [unreadable, failed, failed]),
        ("402", with(402, vec![asks(None)]), [offered, failed, failed]),
        ("402 payment required", with(402, vec![asks(Some("Payment required"))]), [offered, failed, failed]),
        ("402 no match", with(402, vec![asks(Some("No matching payment requirements"))]), [offered, failed, failed]),
        ("402 invalid", with(402, vec![asks(Some("invalid_exact_evm_signature"))]), [offered, failed, failed]),
        ("402 used nonce", with(402, vec![asks(Some("invalid_exact_evm_nonce_already_used"))]), [offered, failed, failed]),
        ("402 settle failed", with(402, vec![asks(Some("Facilitator settle failed (500): insufficient_funds"))]), [offered, failed, failed]),
        ("402 pending", with(402, vec![asks(Some("settlement_pending"))]), [offered, unknown, unknown]),
        ("412", with(412, vec![asks(Some("permit2_allowance_required"))]), [done, failed, failed]),
        ("403 asks", with(403, vec![asks(Some("invalid_exact_evm_signature"))]), [done, unconfirmed, unconfirmed]),

        ("302 here", with(302, vec![to("/other")]), ["Follow Fresh Nothing", "Follow Paid Reserved", "Follow Paid Reserved"]),
        ("307 here", with(307, vec![to(URL)]), ["Follow Fresh Nothing", "Follow Paid Reserved", "Follow Paid Reserved"]),
        ("302 elsewhere", with(302, vec![to("https://evil.example/")]), ["Follow Fresh Nothing", "Blocked Unknown Reserved", "Blocked Unknown Reserved"]),
        ("302 other port", with(302, vec![to("https://api.example.com:8443/data")]), ["Follow Fresh Nothing", "Blocked Unknown Reserved", "Blocked Unknown Reserved"]),
        ("302 plain text", with(302, vec![to("http://api.example.com/data")]), ["Blocked Ended Nothing", "Blocked Unknown Reserved", "Blocked Unknown Reserved"]),
        ("302 nowhere", with(302, vec![to("javascript:x")]), ["Blocked Ended Nothing", "Blocked Unknown Reserved", "Blocked Unknown Reserved"]),
        ("302 twice the same", with(302, vec![to("/a"), to("/a")]), ["Follow Fresh Nothing", "Follow Paid Reserved", "Follow Paid Reserved"]),
        ("302 twice", with(302, vec![to("/a"), to("/b")]), ["Blocked Ended Nothing", "Blocked Unknown Reserved", "Blocked Unknown Reserved"]),
        ("302 without location", plain(302), [done, unconfirmed, unconfirmed]),
        ("200 with location", with(200, vec![to("https://evil.example/")]), [done, unconfirmed, unconfirmed]),

        ("200 settled", with(200, vec![receipt(&success())]), [done, settled, settled]),
        ("201 settled", with(201, vec![receipt(&success())]), [done, settled, settled]),
        ("303 settled", with(303, vec![receipt(&success()), to("https://evil.example/")]), ["Follow Fresh Nothing", settled, settled]),
        ("402 settled", with(402, vec![receipt(&success()), asks(None)]), [offered, settled, settled]),
        ("503 settled", with(503, vec![receipt(&success())]), [done, settled, settled]),
        ("200 settled, version 1", with(200, vec![("x-payment-response", receipt(&success()).1)]), [done, settled, settled]),
        ("200 version 2's receipt wins", with(200, vec![("x-payment-response", receipt(&success()).1), bad("payment-response")]), [done, unconfirmed, unconfirmed]),
        ("200 bad receipt", with(200, vec![bad("PAYMENT-RESPONSE")]), [done, unconfirmed, unconfirmed]),
        ("200 one receipt twice", with(200, vec![receipt(&success()), ("payment-response", receipt(&success()).1)]), [done, settled, settled]),
        ("200 two receipts", with(200, vec![receipt(&success()), receipt(&failure("x", ""))]), [done, unconfirmed, unconfirmed]),
        ("500 bad receipt", with(500, vec![bad("PAYMENT-RESPONSE")]), [done, unconfirmed, unconfirmed]),
        ("503 bad receipt", with(503, vec![bad("PAYMENT-RESPONSE")]), [done, unknown, unknown]),
        ("402 bad receipt", with(402, vec![bad("PAYMENT-RESPONSE"), asks(Some("Payment required"))]), [offered, failed, failed]),
        ("402 refused", with(402, vec![clear()]), [unreadable, failed, failed]),
        ("200 refused", with(200, vec![clear()]), [done, failed, failed]),
        ("502 refused", with(502, vec![clear()]), [done, failed, failed]),
        ("402 refused after sending", with(402, vec![receipt(&failure("insufficient_funds", TRANSACTION))]), [unreadable, failed, failed]),
        ("402 refused by timeout", with(402, vec![receipt(&failure("Facilitator settle failed (504): gateway", ""))]), [unreadable, failed, failed]),
        ("402 refused without a reason", with(402, vec![receipt(&SettleResponse::new(false, String::new(), "eip155:84532".into()))]), [unreadable, failed, failed]),
        ("402 wrong event", with(402, vec![receipt(&failure("invalid_exact_evm_transfer_event_mismatch", ""))]), [unreadable, failed, failed]),
        ("402 pending receipt", with(402, vec![receipt(&failure("settlement_pending", TRANSACTION))]), [unreadable, unknown, unknown]),
        ("202 pending receipt", with(202, vec![receipt(&failure("settlement_pending", ""))]), [done, unknown, unknown]),
    ]
}

#[test]
fn every_answer_in_every_state() {
    for (event_name, event, [fresh, paid, again]) in answers() {
        for (state, mut session) in states() {
            let expected = match state {
                "fresh" => fresh,
                "paid" => paid,
                "paid again" => again,
                _ => "-",
            };
            let found = apply(&mut session, &event);
            assert_eq!(found, expected, "{event_name} when {state}");
            let left = match session.spend_status() {
                SpendStatus::Nothing | SpendStatus::Unused => "$1",
                SpendStatus::Reserved | SpendStatus::Spent => "$0.99",
            };
            assert_eq!(
                session.spending().budget(),
                &budget(left),
                "{event_name} when {state}"
            );
            let may_send = session.payment().is_some();
            assert_eq!(
                may_send,
                session.state() == SessionState::Paid,
                "{event_name} when {state}"
            );
        }
    }
}

#[test]
fn paying_and_sending_again_in_every_state() {
    let outcomes = |state: &str, event: Event| {
        let all = states();
        let (_, session) = all.into_iter().find(|(name, _)| *name == state).unwrap();
        let mut session = session;
        apply(&mut session, &event)
    };
    for (state, pay, other, resend) in [
        ("fresh", "-", "-", "-"),
        ("offered", "Paying Paid Reserved", "OtherPayment", "-"),
        ("paid", "-", "-", "-"),
        ("paid again", "-", "-", "-"),
        ("unknown", "-", "-", "Paying Paid Reserved"),
        ("ended", "-", "-", "-"),
    ] {
        assert_eq!(
            outcomes(state, Event::Pay(Box::new(payment(false)))),
            pay,
            "{state}"
        );
        assert_eq!(
            outcomes(state, Event::Pay(Box::new(payment(true)))),
            other,
            "{state}"
        );
        assert_eq!(outcomes(state, Event::Resend), resend, "{state}");
    }
}

#[test]
fn the_same_payment_is_sent_again_and_not_for_ever() {
    let [.., (_, mut session), _] = states();
    let mut sent = vec![payment(false)];
    while let Ok(payment) = session.resend() {
        sent.push(payment.clone());
        let _ = session.no_response().unwrap();
    }
    assert_eq!(sent.len(), usize::from(Session::MAX_SENDINGS));
    assert!(sent.windows(2).all(|pair| pair[0] == pair[1]));
    assert_eq!(session.resend(), Err(SessionError::TooManySendings));
    assert_eq!(
        (session.state(), session.spend_status()),
        (SessionState::Unknown, SpendStatus::Reserved)
    );
}

/// A server settles the payment and answers that it did not: its word is worth no money.
#[test]
fn a_server_that_denies_never_gets_more_than_the_budget() {
    let mut left = budget("$0.02");
    let mut paid = 0;
    for _ in 0..100 {
        let spending = Spending::default().with_budget(left);
        let mut session = Session::new(URL, wallet(), spending).unwrap();
        let _ = session.response(402, [asks(None)], None).unwrap();
        if session.pay(payment(false), now()).is_ok() {
            paid += 1;
            let denial = receipt(&failure("insufficient_funds", ""));
            let step = session.response(402, [denial], None).unwrap();
            assert_eq!(name(&step), "Failed");
        }
        left = session.spending().budget().clone();
    }
    assert_eq!(paid, 2);
}

#[test]
fn only_the_chain_gives_back_after_the_window() {
    let until = payment(false).valid_until().unwrap();
    let at = |seconds| UnixTimestamp::new(seconds).unwrap();
    for (state, mut session) in states() {
        let before = session.state();
        let is_paid = matches!(state, "paid" | "paid again" | "unknown");
        let early = session.release_unused(at(until)).unwrap_err();
        let expected = SessionError::NotExpired {
            valid_until: Some(until),
        };
        assert_eq!(early == expected, is_paid, "{state}: {early}");
        assert_eq!(session.state(), before);
        assert_eq!(
            session.release_unused(at(until + 1)).is_ok(),
            is_paid,
            "{state}"
        );
        assert_eq!(session.spending().budget(), &budget("$1"), "{state}");
        if is_paid {
            assert_eq!(session.spend_status(), SpendStatus::Unused);
            assert_eq!(session.state(), SessionState::Ended);
        }
        assert!(session.release_unused(at(until + 1)).is_err(), "{state}");
        assert_eq!(session.spending().budget(), &budget("$1"), "{state}");
    }
    // Nor is a receipt proof of a payment.
    let [_, _, (_, mut session), ..] = states();
    let _ = session.response(200, [receipt(&success())], None).unwrap();
    session.release_unused(at(until + 1)).unwrap();
    assert_eq!(session.spend_status(), SpendStatus::Unused);
}

/// What two nodes answer to the session's queries, with a finalized block of this time.
fn unused_at(session: &Session, time: u64) -> Facts {
    let block = |number| Head::Block {
        number,
        hash: Some([7; 32]),
        time: Some(time),
    };
    let queries = session.release_queries(&Facts::new(), Quorum::of(2));
    let facts = queries.into_iter().flat_map(|query| {
        let value = match &query {
            Query::Evm(EvmQuery::ChainId) => Value::Number(84_532),
            Query::Evm(EvmQuery::Block(_)) => Value::Block(Some(block(7))),
            _ => Value::Flag(false),
        };
        [1, 2].map(|node| Fact {
            query: query.clone(),
            answer: Answer::Value(value.clone()),
            at: Some(block(8)),
            from: NodeId(node),
        })
    });
    facts.collect()
}

#[test]
fn the_chain_shows_that_a_payment_is_unused_and_expired() {
    let until = payment(false).valid_until().unwrap();
    let two = Quorum::of(2);
    for (state, mut session) in states() {
        let before = session.state();
        let is_paid = matches!(state, "paid" | "paid again" | "unknown");
        let queries = session.release_queries(&Facts::new(), two);
        assert_eq!(queries.len(), if is_paid { 4 } else { 0 });
        let (open, expired) = (unused_at(&session, until), unused_at(&session, until + 1));
        for (facts, quorum, status) in [
            (&open, two, UseStatus::Open),
            (&expired, Quorum::of(1), UseStatus::Unknown),
            (&Facts::new(), two, UseStatus::Unknown),
        ] {
            let error = session.release_expired(facts, quorum).unwrap_err();
            let expected = SessionError::NotUnused { status };
            assert_eq!(error == expected, is_paid, "{state}: {error}");
        }
        assert_eq!(session.state(), before);
        let released = session.release_expired(&expired, two);
        assert_eq!(released.is_ok(), is_paid, "{state}");
        assert_eq!(session.spending().budget(), &budget("$1"), "{state}");
        if is_paid {
            assert_eq!(session.spend_status(), SpendStatus::Unused);
            assert_eq!(session.state(), SessionState::Ended);
        }
        assert!(session.release_expired(&expired, two).is_err(), "{state}");
        assert_eq!(session.spending().budget(), &budget("$1"), "{state}");
    }
}

#[test]
fn redirects_are_followed_and_not_for_ever() {
    let mut session = session();
    for _ in 0..Session::MAX_REDIRECTS {
        let step = session
            .response(302, [("location", "/next")], None)
            .unwrap();
        assert!(matches!(step, SessionStep::Follow(to) if to == "/next"));
    }
    let step = session
        .response(302, [("location", "/next")], None)
        .unwrap();
    assert!(matches!(step, SessionStep::Blocked(Blocked::TooMany)));
}

#[test]
fn whoever_asked_for_the_payment_gets_it() {
    let spending = spending().allow_pay_after_redirect();
    let mut session = Session::new(URL, wallet(), spending).unwrap();
    let elsewhere = "https://pay.example/data";
    let _ = session
        .response(307, [("location", elsewhere)], None)
        .unwrap();
    let (name, value) = asks(None);
    let _ = session.response(402, [(name, value)], None).unwrap();
    session.pay(payment(false), now()).unwrap();
    assert_eq!(session.origin().to_string(), "https://pay.example");
    for (location, allowed) in [
        ("https://pay.example/other", true),
        ("/other", true),
        (URL, false),
        ("https://pay.example.evil.example/", false),
        ("https://pay.example@evil.example/", false),
        ("http://pay.example/", false),
        ("//evil.example/", false),
        ("/\\evil.example/", false),
    ] {
        assert_eq!(session.may_follow(location).is_ok(), allowed, "{location}");
    }
}

#[test]
fn only_the_server_that_the_caller_named_is_paid() {
    let plain = spending;
    let redirected = || plain().allow_pay_after_redirect();
    let clear = || plain().allow_http();
    let https = "expected https, found ";
    let other = "expected https://shop.example to ask for payment, found https://evil.example, ";
    for (url, location, spending, blocked) in [
        ("https://shop.example/", None, plain(), None),
        ("https://shop.example/", Some("/a"), plain(), None),
        (
            "https://shop.example/",
            Some("https://shop.example:443"),
            plain(),
            None,
        ),
        (
            "https://shop.example/",
            Some("https://evil.example"),
            plain(),
            Some(other),
        ),
        (
            "https://shop.example/",
            Some("https://evil.example"),
            clear(),
            Some(other),
        ),
        (
            "https://shop.example/",
            Some("https://evil.example"),
            redirected(),
            None,
        ),
        ("http://shop.example/", None, plain(), Some(https)),
        ("http://shop.example/", None, redirected(), Some(https)),
        ("http://shop.example/", None, clear(), None),
        (
            "http://shop.example/",
            Some("https://shop.example"),
            plain(),
            None,
        ),
        ("http://localhost:8000/", None, plain(), None),
        ("http://127.0.0.1:8000/", None, plain(), None),
        ("http://[::1]:8000/", None, plain(), None),
        ("http://localhost.evil.example/", None, plain(), Some(https)),
        (
            "http://localhost/",
            Some("http://evil.example"),
            redirected(),
            Some(https),
        ),
    ] {
        let mut session = Session::new(url, wallet(), spending).unwrap();
        if let Some(location) = location {
            let step = session.response(302, [("location", location)], None);
            assert_eq!(name(&step.unwrap()), "Follow", "{url} {location}");
        }
        let step = session.response(402, [asks(None)], None).unwrap();
        let found = match &step {
            SessionStep::Pay(_) => None,
            SessionStep::Blocked(blocked) => Some(blocked.to_string()),
            step => panic!("{url}: {step:?}"),
        };
        assert_eq!(
            found.is_some(),
            blocked.is_some(),
            "{url} {location:?}: {found:?}"
        );
        if let (Some(found), Some(blocked)) = (found, blocked) {
            assert!(found.starts_with(blocked), "{found}");
            assert_eq!(session.state(), SessionState::Ended);
            assert!(session.pay(payment(false), now()).is_err());
            assert_eq!(session.spend_status(), SpendStatus::Nothing);
        }
    }
}

#[test]
fn a_price_that_no_budget_covers_is_not_paid() {
    let spending = Spending::default().with_budget(budget("$0.005"));
    let mut session = Session::new(URL, wallet(), spending).unwrap();
    let step = session.response(402, [asks(None)], None).unwrap();
    let SessionStep::Unpayable(no_choice) = step else {
        panic!("{step:?}");
    };
    assert_eq!(
        no_choice.to_string(),
        "none of the ways to pay is acceptable: over_budget at /accepts/0/amount: \
         expected at most $0.005, found 0.01 USDC"
    );
    assert_eq!(
        session.payment_required(),
        Some(&x402_core::any::AnyPaymentRequired::V2(demand(None)))
    );
}

#[test]
fn receipts_that_do_not_fit_the_payment_are_told() {
    let with = |change: fn(&mut SettleResponse)| {
        let mut response = success();
        change(&mut response);
        response
    };
    for (response, texts) in [
        (success(), vec![]),
        (with(|response| response.payer = None), vec![]),
        (
            with(|response| response.payer = Some(accounts::KEY_A.to_lowercase())),
            vec![],
        ),
        // Version 1's name of the same network.
        (
            with(|response| response.network = "base-sepolia".into()),
            vec![],
        ),
        (
            with(|response| response.amount = Some(10_000_u64.into())),
            vec![],
        ),
        (
            with(|response| response.network = "eip155:8453".into()),
            vec!["the response's network: expected eip155:84532, found \"eip155:8453\""],
        ),
        (
            with(|response| {
                response.payer = Some("0x209693Bc6afc0C5328bA36FaF03C514EF312287C".into());
            }),
            vec![
                "the response's payer: expected 0xFCAd0B19bB29D4674531d6f115237E16AfCE377c, found \
                 \"0x209693Bc6afc0C5328bA36FaF03C514EF312287C\"",
            ],
        ),
        (
            with(|response| response.amount = Some(20_000_u64.into())),
            vec!["the response's amount: expected 10000, found 20000"],
        ),
        (
            with(|response| response.transaction.clear()),
            vec!["the response's transaction: expected the id of a transaction, found \"\""],
        ),
        (
            with(|response| {
                response.transaction = accounts::SEED_1.into();
                response.network = accounts::DEVNET.into();
            }),
            vec![
                "the response's network: expected eip155:84532, found \
                 \"solana:EtWTRABZaYq6iMfeYKouRu166VU2xqa1\"",
                "the response's transaction: expected the id of a transaction, found \
                 \"AKnL4NNf3DGWZJS6cPknBuEGnVsV4A4m5tgebLHaRSZ9\"",
            ],
        ),
        (
            with(|response| response.transaction = format!("0x{}", "0".repeat(64))),
            vec![
                "the response's transaction: expected the id of a transaction, found \
                 \"0x0000000000000000000000000000000000000000000000000000000000000000\"",
            ],
        ),
    ] {
        let [_, _, (_, mut session), ..] = states();
        let step = session.response(200, [receipt(&response)], None).unwrap();
        let SessionStep::Receipt(receipt) = step else {
            panic!("{step:?}");
        };
        let found = receipt.mismatches.iter().map(ToString::to_string);
        assert_eq!(found.collect::<Vec<_>>(), texts, "{response}");
        assert_eq!(receipt.response, response);
    }
    let [_, _, (_, mut session), ..] = states();
    let step = session.response(503, [receipt(&success())], None).unwrap();
    let SessionStep::Receipt(receipt) = step else {
        panic!("{step:?}");
    };
    let [mismatch] = &*receipt.mismatches else {
        panic!("{receipt:?}");
    };
    assert_eq!(mismatch.member(), "status");
    assert_eq!(
        mismatch.to_string(),
        "the response's status: expected a status below 400, found 503"
    );
}

#[test]
fn a_refusal_says_why_and_whether_money_moved() {
    for (headers, reason, settled) in [
        (
            vec![asks(Some("invalid_exact_evm_signature"))],
            Some("invalid_exact_evm_signature"),
            SettlementClaim::No,
        ),
        (
            vec![
                asks(Some("something else")),
                receipt(&failure("insufficient_funds", "")),
            ],
            Some("insufficient_funds"),
            SettlementClaim::No,
        ),
        (vec![], None, SettlementClaim::Unknown),
    ] {
        let [_, _, (_, mut session), ..] = states();
        let step = session.response(402, headers, None).unwrap();
        let SessionStep::Failed(failure) = step else {
            panic!("{step:?}");
        };
        assert_eq!((failure.reason(), failure.settled), (reason, settled));
    }
}

/// The table of certain failures decides whether another payment may be signed at once.
#[test]
fn a_refusal_is_believed_by_the_table_of_reasons_only() {
    let no = SettlementClaim::No;
    let unknown = SettlementClaim::Unknown;
    for (status, reason, transaction, first, again) in [
        (402, "invalid_x402_version", "", no, no),
        (422, "insufficient_funds", "", no, unknown),
        (402, "permit2_deadline_expired", "", no, unknown),
        (
            402,
            "invalid_exact_svm_transaction_simulation_failed",
            "",
            no,
            unknown,
        ),
        (402, "insufficient_funds", TRANSACTION, unknown, unknown),
        (
            402,
            "invalid_exact_evm_nonce_already_used",
            "",
            unknown,
            unknown,
        ),
        (402, "unexpected_settle_error", "", unknown, unknown),
        // Endings of a code, and texts that quote one, are not codes.
        (402, "my_insufficient_funds", "", unknown, unknown),
        (402, "some_value_mismatch", "", unknown, unknown),
        (402, "insufficient_funds: timeout", "", unknown, unknown),
        (402, "INSUFFICIENT_FUNDS", "", unknown, unknown),
        // A proxy's statuses report nothing.
        (500, "insufficient_funds", "", unknown, unknown),
        (502, "invalid_x402_version", "", unknown, unknown),
        (404, "insufficient_funds", "", unknown, unknown),
    ] {
        for (state, expected) in [("paid", first), ("paid again", again)] {
            let mut all = states().into_iter();
            let (_, mut session) = all.find(|(name, _)| *name == state).unwrap();
            let headers = [receipt(&failure(reason, transaction))];
            let step = session.response(status, headers, None).unwrap();
            let SessionStep::Failed(refused) = step else {
                panic!("{step:?}");
            };
            assert_eq!(refused.settled, expected, "{status} {reason} {state}");
            assert_eq!(session.spend_status(), SpendStatus::Reserved, "{reason}");
        }
    }
}

/// A server whose facilitator was not reached says that the payment is unused.
#[test]
fn an_unused_payment_is_reported_at_once() {
    let mut unused = failure("facilitator_unavailable", "");
    let extra = br#"{"paymentState":"unused"}"#;
    unused.extra = Json::parse(extra)
        .unwrap()
        .into_owned()
        .as_object()
        .cloned();
    for (state, expected) in [
        ("paid", SettlementClaim::No),
        ("paid again", SettlementClaim::Unknown),
    ] {
        let mut all = states().into_iter();
        let (_, mut session) = all.find(|(name, _)| *name == state).unwrap();
        let step = session.response(503, [receipt(&unused)], None).unwrap();
        let SessionStep::Failed(refused) = step else {
            panic!("{step:?}");
        };
        assert_eq!(refused.settled, expected, "{state}");
        assert_eq!(session.state(), SessionState::Ended);
    }
}

#[test]
fn a_session_needs_a_url_with_an_origin() {
    for url in ["", "/data", "ftp://x", "https://u@x", "https://x y"] {
        assert!(Session::new(url, wallet(), spending()).is_err(), "{url}");
    }
}

#[test]
fn a_request_of_version_1_from_end_to_end() {
    let mut session = session();
    let body = v1_body();
    let none: Headers = vec![];
    let step = session.response(402, none, Some(body.as_bytes())).unwrap();
    let SessionStep::Pay(choice) = step else {
        panic!("{step:?}");
    };
    assert_eq!(choice.price(), "0.01 USDC");
    assert_eq!(
        session.pay(payment(false), now()),
        Err(SessionError::OtherPayment),
        "of version 2"
    );
    let sent = session.pay(signed(&choice, 1_740_672_094), now()).unwrap();
    assert_eq!(sent.header_name(), "X-PAYMENT");
    let mut response = success();
    response.network = "base-sepolia".into();
    let value = header::encode_x_payment_response(&response).unwrap();
    let step = session.response(200, [("X-PAYMENT-RESPONSE", value)], None);
    let SessionStep::Receipt(receipt) = step.unwrap() else {
        panic!("{session:?}");
    };
    assert_eq!(receipt.mismatches, []);
    assert_eq!(session.spend_status(), SpendStatus::Spent);
}

#[test]
fn extensions_of_the_callers_own_go_along() {
    let mut demand = demand(None);
    let extensions = br#"{"payment-identifier":{"info":{"required":true}}}"#;
    demand.extensions = Json::parse(extensions)
        .unwrap()
        .into_owned()
        .as_object()
        .cloned();
    let mut session = session();
    let value = header::encode_payment_required(&demand).unwrap();
    let step = session.response(402, [("payment-required", value)], None);
    let SessionStep::Pay(mut choice) = step.unwrap() else {
        panic!("{session:?}");
    };
    let id = Json::from("pay_0123456789abcdef");
    choice.extend("payment-identifier", "id", id).unwrap();
    let payment = session.pay(signed(&choice, 1_740_672_094), now()).unwrap();
    let sent = header::decode_payment_signature(payment.header_text()).unwrap();
    assert!(sent.to_string().contains("pay_0123456789abcdef"), "{sent}");
}

#[test]
fn a_payment_has_an_id_where_the_server_takes_one() {
    for (extensions, takes) in [
        (
            r#"{"payment-identifier":{"info":{"required":true},"schema":{}}}"#,
            true,
        ),
        (
            r#"{"payment-identifier":{"info":{"required":false}}}"#,
            true,
        ),
        (
            r#"{"payment-identifier":{"info":{"required":"yes"}}}"#,
            false,
        ),
        (r#"{"payment-identifier":{"schema":{}}}"#, false),
        (r#"{"weather":{"info":{}}}"#, false),
    ] {
        let mut demand = demand(None);
        let json = Json::parse(extensions.as_bytes()).unwrap().into_owned();
        demand.extensions = json.as_object().cloned();
        let mut session = session();
        let value = header::encode_payment_required(&demand).unwrap();
        let step = session.response(402, [("payment-required", value)], None);
        let SessionStep::Pay(choice) = step.unwrap() else {
            panic!("{session:?}");
        };
        assert_eq!(choice.payment_id(), None);
        let first = session.pay(signed(&choice, 1_740_672_094), now()).unwrap();
        let id = first.payment_id();
        assert_eq!(id.is_some(), takes, "{extensions}");
        if let Some(id) = &id {
            let sent = header::decode_payment_signature(first.header_text()).unwrap();
            assert!(
                !sent
                    .payload
                    .get("authorization")
                    .unwrap()
                    .to_string()
                    .contains(&id.as_str()[4..])
            );
            let echoed = Json::from(sent.extensions.unwrap());
            assert!(echoed.contains(&json), "{echoed}");
        }
        // Of the same entropy the same id: a payment that is sent again is the same message.
        let again = signed(&choice, 1_740_672_094);
        assert_eq!(again.payment_id(), id);
        // The server works on the first request: the same payment may be sent once more.
        let busy = [("retry-after", "5")];
        let step = session.response(409, busy, None).unwrap();
        match step {
            SessionStep::Unknown(unresolved) if takes => {
                assert_eq!(unresolved.retry_after, Some(5));
                assert_eq!(session.resend().unwrap().payment_id(), id);
                let step = session.response(409, [("x", "y")], None).unwrap();
                assert!(matches!(step, SessionStep::Unconfirmed { status: 409, .. }));
            }
            SessionStep::Unconfirmed { status: 409, .. } if !takes => {}
            step => panic!("{step:?}"),
        }
    }
}

#[test]
fn a_payment_that_ended_while_it_was_signed_is_not_sent() {
    let at = |seconds| UnixTimestamp::new(seconds).unwrap();
    let until = payment(false).valid_until().unwrap();
    for late in [until - 5, until, until + 1, until + 100_000] {
        let [_, (_, mut session), ..] = states();
        let expired = SessionError::Expired {
            valid_until: until,
            least: late + 6,
        };
        assert_eq!(session.pay(payment(false), at(late)), Err(expired));
        assert!(expired.to_string().contains(&until.to_string()));
        let found = (session.state(), session.spend_status());
        assert_eq!(found, (SessionState::Offered, SpendStatus::Nothing));
        assert_eq!(session.spending().budget(), &budget("$1"));
        assert!(session.payment().is_none());
        // Once more, in time.
        assert!(session.pay(payment(false), at(until - 6)).is_ok());
        assert_eq!(session.spending().budget(), &budget("$0.99"));
    }
}

#[test]
fn the_server_says_when_to_ask_again() {
    let date = |second| format!("Sun, 06 Nov 1994 08:49:{second} GMT");
    let pending = || receipt(&failure("settlement_pending", TRANSACTION));
    for (status, headers, expected) in [
        (503, vec![("Retry-After", "7".to_owned())], Some(7)),
        (
            429,
            vec![("retry-after", "100000".to_owned())],
            Some(86_400),
        ),
        (
            503,
            vec![("retry-after", date(49)), ("DATE", date(37))],
            Some(12),
        ),
        (503, vec![("retry-after", date(49))], None),
        (503, vec![("retry-after", "soon".to_owned())], None),
        (503, vec![], None),
        (
            402,
            vec![("retry-after", "2".to_owned()), pending()],
            Some(2),
        ),
        (
            402,
            vec![
                ("retry-after", "2".to_owned()),
                asks(Some("settlement_pending")),
            ],
            Some(2),
        ),
    ] {
        let [_, _, (_, mut session), ..] = states();
        match session.response(status, headers, None).unwrap() {
            SessionStep::Unknown(unresolved) => assert_eq!(unresolved.retry_after, expected),
            step => panic!("{step:?}"),
        }
    }
}
