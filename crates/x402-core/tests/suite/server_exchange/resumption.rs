//! A payment that comes again: after its server was killed, on another route, by another request.

use crate::samples;
use crate::seller::{
    BASE_SEPOLIA, PAYER, TOKEN, advance, at, bill, delivered, error_of, exchange, failed, mark,
    pay, pay_by, record, record_on, responded, route, settled, unresolved,
};
use x402_core::server::{
    ExchangeEvent, ExchangeStage, ExchangeStep, MarkAnswer, Problem, ReplayAnswer, Reservation,
    Route,
};

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
