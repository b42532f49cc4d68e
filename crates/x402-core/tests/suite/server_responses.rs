//! Payments with an id: what a server answers to a repeated one.

use std::{collections::BTreeMap, sync::Arc};

use crate::samples;
use crate::seller::{
    BASE_SEPOLIA, advance, bill, body_member, context, exchange, failed, payment_v1, responded,
    settled,
};
use x402_core::{
    extension::PaymentIdentifier,
    header,
    json::{Json, Object},
    message::PaymentPayload,
    scheme::Context,
    server::{
        Bill, Exchange, ExchangeEvent, ExchangeStage, ExchangeStep, MAX_STORED_BODY, MarkAnswer,
        PaymentFlow, Problem, ReplayAnswer, Reservation, ResponseStoreAnswer, Route,
        StoredResponse,
    },
    timestamp::UnixTimestamp,
};

const ID: &str = "pay_7d5d747be160e280504c099d984bcfe0";
const URL: &str = "https://api.example.com/weather?city=Bern";

/// A store of responses and a replay store, as a host has them.
#[derive(Default)]
struct Host {
    responses: BTreeMap<String, String>,
    replayed: BTreeMap<String, Option<String>>,
    settled: u32,
    handled: u32,
    exchanges: u8,
}

/// A request for the sample route.
#[derive(Clone)]
struct Request {
    method: &'static str,
    url: &'static str,
    body: Option<&'static [u8]>,
    headers: Vec<(&'static str, String)>,
    now: u64,
}

/// How a request ended.
#[derive(Debug, Eq, PartialEq)]
enum Ended {
    Delivered,
    Repeated(StoredResponse),
    Responded {
        status: u16,
        error: Option<String>,
        retry_after: Option<String>,
    },
}

impl Ended {
    fn status(&self) -> u16 {
        match self {
            Self::Delivered => 200,
            Self::Repeated(response) => response.status,
            Self::Responded { status, .. } => *status,
        }
    }
}

fn route(required: bool) -> Route {
    let bill = bill(&samples::eip3009()).with_payment_identifier(required);
    Route::new(bill.unwrap()).with_flow(PaymentFlow::Upfront)
}

fn payment(id: Option<&str>) -> PaymentPayload {
    let mut payment = samples::eip3009().payment();
    if let Some(id) = id {
        let mut extension = match PaymentIdentifier::advertised(false).to_json() {
            Json::Object(extension) => extension,
            other => panic!("{other}"),
        };
        let mut info = Object::new();
        info.insert("required", false);
        info.insert("id", id.to_owned());
        extension.insert("info", info);
        let mut extensions = Object::new();
        extensions.insert(PaymentIdentifier::NAME, extension);
        payment.extensions = Some(extensions);
    }
    payment
}

/// The same payment with another extension: another message.
fn another() -> PaymentPayload {
    let mut payment = payment(Some(ID));
    if let Some(extensions) = &mut payment.extensions {
        extensions.insert("note", "x");
    }
    payment
}

fn request(payment: &PaymentPayload) -> Request {
    let value = header::encode_payment_signature(payment).unwrap();
    Request {
        method: "GET",
        url: URL,
        body: Some(b""),
        headers: vec![("payment-signature", value)],
        now: 1_740_672_100,
    }
}

fn answer() -> StoredResponse {
    let headers = vec![
        ("content-type".into(), "text/plain".into()),
        ("PAYMENT-RESPONSE".into(), "e30=".into()),
    ];
    StoredResponse::new(200, headers, b"sunny".to_vec())
}

impl Host {
    /// One whole request, in which the facilitator answers this.
    fn run(&mut self, route: &Route, request: &Request) -> Ended {
        let (exchange, step) = self.begin(route, request);
        self.end(exchange, step, Some(&answer()))
    }

    /// A request up to what follows the stores.
    fn begin(&mut self, route: &Route, request: &Request) -> (Exchange, ExchangeStep) {
        self.exchanges += 1;
        let exchange = Exchange::new(Arc::new(route.clone()));
        let mut exchange = exchange.with_responses(request.url, request.body);
        let headers: Vec<(&str, &[u8])> = request
            .headers
            .iter()
            .map(|(name, value)| (*name, value.as_bytes()))
            .collect();
        let event = ExchangeEvent::Request {
            method: request.method,
            headers: &headers,
            context: Context::new(UnixTimestamp::new(request.now).unwrap()),
            entropy: [self.exchanges; 16],
        };
        let mut step = exchange.advance(event).unwrap();
        if let ExchangeStep::AskResponseStore { key, record, .. } = &step {
            let there = self.responses.get(key).cloned();
            let answer = match (there, record) {
                (Some(record), _) => ResponseStoreAnswer::Found { record },
                (None, record) => {
                    if let Some(record) = record {
                        self.responses.insert(key.clone(), record.clone());
                    }
                    ResponseStoreAnswer::New
                }
            };
            step = advance(&mut exchange, ExchangeEvent::ResponseStore(answer));
        }
        (exchange, step)
    }

    fn end(
        &mut self,
        mut exchange: Exchange,
        mut step: ExchangeStep,
        response: Option<&StoredResponse>,
    ) -> Ended {
        let mut replay_key = String::new();
        loop {
            let event = match step {
                ExchangeStep::AskReplayStore { key, .. } => {
                    let answer = match self.replayed.get(&key) {
                        None => ReplayAnswer::New,
                        Some(None) => ReplayAnswer::Seen,
                        Some(Some(record)) => ReplayAnswer::Unresolved {
                            record: record.clone(),
                        },
                    };
                    self.replayed.entry(key.clone()).or_default();
                    replay_key = key;
                    ExchangeEvent::ReplayStore(answer)
                }
                ExchangeStep::MarkSettling { key, record, .. } => {
                    self.replayed.insert(key, Some(record));
                    ExchangeEvent::Marked(MarkAnswer::Marked)
                }
                ExchangeStep::AskSettle { .. } => {
                    self.settled += 1;
                    ExchangeEvent::Settled(Ok(settled(BASE_SEPOLIA)))
                }
                ExchangeStep::Serve(_) => {
                    self.handled += 1;
                    ExchangeEvent::Handled { status: 200 }
                }
                ExchangeStep::Deliver { reservation, .. } => {
                    self.conclude(&exchange, &replay_key, reservation, response);
                    return Ended::Delivered;
                }
                ExchangeStep::Repeat(response) => return Ended::Repeated(response),
                ExchangeStep::Respond {
                    response,
                    reservation,
                    ..
                } => {
                    self.conclude(&exchange, &replay_key, reservation, None);
                    return Ended::Responded {
                        status: response.status,
                        error: body_member(&response, "error"),
                        retry_after: response.header("retry-after").map(Into::into),
                    };
                }
                step => panic!("{step:?}"),
            };
            step = advance(&mut exchange, event);
        }
    }

    fn conclude(
        &mut self,
        exchange: &Exchange,
        replay_key: &str,
        reservation: Reservation,
        response: Option<&StoredResponse>,
    ) {
        match reservation {
            Reservation::Release => {
                self.replayed.remove(replay_key);
            }
            Reservation::Keep => {
                self.replayed.insert(replay_key.into(), None);
            }
            Reservation::Untouched | Reservation::Unresolved => {}
        }
        let Some(update) = exchange.response_update(reservation, response) else {
            return;
        };
        assert_eq!(self.responses.get(&update.key), Some(&update.from));
        match update.to {
            Some(record) => self.responses.insert(update.key, record),
            None => self.responses.remove(&update.key),
        };
    }
}

#[test]
fn a_repeated_payment_gets_the_first_response_again() {
    let (mut host, route) = (Host::default(), route(false));
    let mut request = request(&payment(Some(ID)));
    assert_eq!(host.run(&route, &request), Ended::Delivered);
    assert_eq!(host.run(&route, &request), Ended::Repeated(answer()));
    // Also when the payment has expired.
    request.now += 86_000;
    assert_eq!(host.run(&route, &request), Ended::Repeated(answer()));
    assert_eq!((host.settled, host.handled), (1, 1));
}

#[test]
fn another_payment_or_request_with_the_id_is_a_conflict() {
    let (mut host, route) = (Host::default(), route(false));
    let first = request(&payment(Some(ID)));
    assert_eq!(host.run(&route, &first), Ended::Delivered);
    let mut broken = payment(Some(ID));
    broken.payload.insert("signature", "0x00");
    let other = |change: fn(&mut Request)| {
        let mut request = first.clone();
        change(&mut request);
        request
    };
    for (name, again) in [
        ("payment", request(&another())),
        ("signature", request(&broken)),
        ("method", other(|it| it.method = "POST")),
        (
            "query",
            other(|it| it.url = "https://api.example.com/weather?city=Rom"),
        ),
        ("route", other(|it| it.url = "https://api.example.com/news")),
        ("body", other(|it| it.body = Some(b"x"))),
        ("long body", other(|it| it.body = None)),
    ] {
        let ended = host.run(&route, &again);
        let expected = Ended::Responded {
            status: 409,
            error: Some("payment_identifier_conflict".into()),
            retry_after: None,
        };
        assert_eq!(ended, expected, "{name}");
    }
    assert_eq!((host.settled, host.handled), (1, 1));
    assert_eq!(host.run(&route, &first), Ended::Repeated(answer()));
}

#[test]
fn bodies_that_are_not_bounded_count_by_method_and_url() {
    let (mut host, route) = (Host::default(), route(false));
    let mut request = request(&payment(Some(ID)));
    request.body = None;
    assert_eq!(host.run(&route, &request), Ended::Delivered);
    assert_eq!(host.run(&route, &request), Ended::Repeated(answer()));
}

#[test]
fn the_first_request_is_answered_first() {
    let (mut host, route) = (Host::default(), route(false));
    let request = request(&payment(Some(ID)));
    let (first, step) = host.begin(&route, &request);
    let expected = Ended::Responded {
        status: 409,
        error: Some("payment_identifier_in_flight".into()),
        retry_after: Some("5".into()),
    };
    assert_eq!(host.run(&route, &request), expected);
    assert_eq!(host.end(first, step, Some(&answer())), Ended::Delivered);
    assert_eq!(host.run(&route, &request), Ended::Repeated(answer()));
    assert_eq!((host.settled, host.handled), (1, 1));
}

#[test]
fn an_id_that_is_required_must_be_there_and_be_one() {
    for (required, id, status) in [
        (true, None, 400),
        (false, None, 200),
        (true, Some(ID), 402), // the payment states `required: false`
        (false, Some("a23456789012345"), 400),
        (false, Some("a234567890123456"), 200),
        (false, Some("a2345678901234 6"), 400),
    ] {
        let ended = Host::default().run(&route(required), &request(&payment(id)));
        assert_eq!(ended.status(), status, "{required} {id:?}");
    }
    for length in [128, 129] {
        let id = "x".repeat(length);
        let ended = Host::default().run(&route(false), &request(&payment(Some(&id))));
        assert_eq!(ended.status(), if length == 128 { 200 } else { 400 });
    }
    let (host, route) = (&mut Host::default(), route(true));
    let (mut exchange, step) = host.begin(&route, &request(&payment(None)));
    let (response, reservation, problem) = responded(step);
    assert_eq!(
        (response.status, reservation),
        (400, Reservation::Untouched)
    );
    let pointer = body_member(&response, "pointer");
    assert_eq!(
        pointer.as_deref(),
        Some("/extensions/payment-identifier/info/id")
    );
    assert!(matches!(problem, Problem::Refused(_)), "{problem:?}");
    assert_eq!(exchange.stage(), ExchangeStage::Done);
    let late = ExchangeEvent::ResponseStore(ResponseStoreAnswer::New);
    assert!(exchange.advance(late).is_err());
}

#[test]
fn an_idempotency_key_is_an_id() {
    for (key, is_id) in [
        (ID.to_owned(), true),
        (format!("\"{ID}\""), true),
        ("short".to_owned(), false),
    ] {
        let (mut host, route) = (Host::default(), route(false));
        let mut request = request(&payment(None));
        request.headers.push(("Idempotency-Key", key.clone()));
        assert_eq!(host.run(&route, &request), Ended::Delivered, "{key}");
        assert_eq!(host.responses.contains_key(ID), is_id, "{key}");
        let again = host.run(&route, &request);
        assert_eq!(again.status(), if is_id { 200 } else { 402 }, "{key}");
        assert_eq!(host.settled, 1, "{key}");
    }
    // Also of a payment in version 1, which has no extensions; the payment's own id comes first.
    let value = header::encode_x_payment(&payment_v1()).unwrap();
    let route = Route::new(
        crate::seller::bill_of_both()
            .with_payment_identifier(true)
            .unwrap(),
    );
    let mut host = Host::default();
    let mut request = request(&payment(None));
    request.headers = vec![("x-payment", value)];
    assert_eq!(host.run(&route, &request).status(), 400);
    request.headers.push(("idempotency-key", ID.into()));
    assert_eq!(host.run(&route, &request), Ended::Delivered);
    assert!(matches!(host.run(&route, &request), Ended::Repeated(_)));
}

#[test]
fn what_bought_nothing_leaves_the_id_free() {
    let (mut host, route) = (Host::default(), route(false));
    let request = request(&payment(Some(ID)));
    let (mut exchange, step) = host.begin(&route, &request);
    assert!(
        matches!(step, ExchangeStep::AskReplayStore { .. }),
        "{step:?}"
    );
    assert_eq!(host.responses.len(), 1);
    let step = advance(&mut exchange, ExchangeEvent::ReplayStore(ReplayAnswer::New));
    assert!(
        matches!(step, ExchangeStep::MarkSettling { .. }),
        "{step:?}"
    );
    let step = advance(&mut exchange, ExchangeEvent::Marked(MarkAnswer::Marked));
    assert!(matches!(step, ExchangeStep::AskSettle { .. }), "{step:?}");
    let refused = ExchangeEvent::Settled(Ok(failed("insufficient_funds")));
    let step = advance(&mut exchange, refused);
    let (response, reservation, _) = responded(step);
    assert_eq!((response.status, reservation), (402, Reservation::Release));
    host.conclude(&exchange, "", reservation, None);
    assert!(host.responses.is_empty());
    assert_eq!(host.run(&route, &request), Ended::Delivered);
}

#[test]
fn a_payment_that_is_none_fills_no_store() {
    let (mut host, route) = (Host::default(), route(false));
    let mut expired = request(&payment(Some(ID)));
    expired.now += 86_400;
    assert_eq!(host.run(&route, &expired).status(), 402);
    assert!(host.responses.is_empty());
}

#[test]
fn a_response_that_is_not_kept_leaves_the_id_to_its_payment() {
    let long = StoredResponse::new(200, Vec::new(), vec![0; MAX_STORED_BODY + 1]);
    for response in [None, Some(&long)] {
        let (mut host, route) = (Host::default(), route(false));
        let first = request(&payment(Some(ID)));
        let (exchange, step) = host.begin(&route, &first);
        assert_eq!(host.end(exchange, step, response), Ended::Delivered);
        let other = another();
        assert_eq!(host.run(&route, &request(&other)).status(), 409);
        // The payment itself is known to the replay store.
        assert_eq!(host.run(&route, &first).status(), 402);
        assert_eq!(host.run(&route, &request(&other)).status(), 409);
        assert_eq!(host.settled, 1);
    }
}

#[test]
fn a_payment_of_unknown_outcome_comes_back_under_its_id() {
    let (mut host, route) = (Host::default(), route(false).with_settle_attempts(1));
    let first = request(&payment(Some(ID)));
    let (mut exchange, step) = host.begin(&route, &first);
    let ExchangeStep::AskReplayStore { key, .. } = step else {
        panic!("{step:?}");
    };
    let step = advance(&mut exchange, ExchangeEvent::ReplayStore(ReplayAnswer::New));
    let ExchangeStep::MarkSettling { record, .. } = step else {
        panic!("{step:?}");
    };
    host.replayed.insert(key.clone(), Some(record));
    advance(&mut exchange, ExchangeEvent::Marked(MarkAnswer::Marked));
    let pending = ExchangeEvent::Settled(Ok(failed("settlement_pending")));
    let (response, reservation, _) = responded(advance(&mut exchange, pending));
    assert_eq!(
        (response.status, reservation),
        (503, Reservation::Unresolved)
    );
    host.conclude(&exchange, &key, reservation, None);
    let other = another();
    assert_eq!(host.run(&route, &request(&other)).status(), 409);
    assert_eq!(host.run(&route, &first), Ended::Delivered);
    assert_eq!(host.run(&route, &first), Ended::Repeated(answer()));
}

#[test]
fn a_store_that_cannot_say_stops_the_request() {
    let route = route(false);
    let newer = r#"{"format":2}"#.to_owned();
    for answer in [
        ResponseStoreAnswer::Unavailable,
        ResponseStoreAnswer::Found { record: newer },
    ] {
        let (mut exchange, _) = Host::default().begin(&route, &request(&payment(None)));
        assert_ne!(exchange.stage(), ExchangeStage::Recalling);
        exchange = Exchange::new(Arc::new(route.clone())).with_responses(URL, None);
        let value = header::encode_payment_signature(&payment(Some(ID))).unwrap();
        let event = ExchangeEvent::Request {
            method: "GET",
            headers: &[("payment-signature", value.as_bytes())],
            context: context(),
            entropy: [1; 16],
        };
        let step = exchange.advance(event).unwrap();
        assert!(matches!(step, ExchangeStep::AskResponseStore { .. }));
        assert_eq!(exchange.if_abandoned(), Reservation::Untouched);
        let step = advance(&mut exchange, ExchangeEvent::ResponseStore(answer));
        let (response, reservation, problem) = responded(step);
        assert_eq!(
            (response.status, reservation),
            (503, Reservation::Untouched)
        );
        assert_eq!(problem, Problem::ResponseStore);
        assert_eq!(response.header("retry-after"), Some("5"));
    }
}

#[test]
fn no_id_is_looked_at_without_a_store_or_an_advertisement() {
    let value = header::encode_payment_signature(&payment(Some("bad"))).unwrap();
    let mut host = Host::default();
    let mut free = request(&payment(Some("bad")));
    let plain = Route::new(bill(&samples::eip3009())).with_flow(PaymentFlow::Upfront);
    assert_eq!(host.run(&plain, &free), Ended::Delivered);
    free.method = "HEAD";
    assert_eq!(Host::default().run(&route(false), &free).status(), 200);
    let mut exchange = exchange(route(false));
    let event = ExchangeEvent::Request {
        method: "GET",
        headers: &[("payment-signature", value.as_bytes())],
        context: context(),
        entropy: [1; 16],
    };
    let step = exchange.advance(event).unwrap();
    assert!(
        matches!(step, ExchangeStep::AskReplayStore { .. }),
        "{step:?}"
    );
}

#[test]
fn an_advertisement_that_is_none_is_the_sellers_mistake() {
    for (info, pointer) in [
        (
            r#"{"required":1}"#,
            "/extensions/payment-identifier/info/required",
        ),
        ("[]", "/extensions/payment-identifier/info"),
        (
            r#"{"required":true,"id":"pay_7d5d747be160e280"}"#,
            "/extensions/payment-identifier/info/id",
        ),
    ] {
        let text = format!(r#"{{"info":{info}}}"#);
        let extension = Json::parse(text.as_bytes()).unwrap().into_owned();
        let bill: Bill = bill(&samples::eip3009());
        let error = bill.with_extension(PaymentIdentifier::NAME, extension);
        assert_eq!(error.unwrap_err().pointer(), pointer, "{info}");
    }
}
