//! When a payment is settled: by the route's flow, the method and the answer.

use crate::samples;
use crate::seller::{
    BASE_SEPOLIA, advance, at, bill, delivered, exchange, pay, pay_by, route, settled,
};
use x402_core::{
    header,
    server::{
        AnswerStart, ExchangeEvent, ExchangeStage, ExchangeStep, PaymentFlow, ReplayAnswer,
        Reservation, Route,
    },
};

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
