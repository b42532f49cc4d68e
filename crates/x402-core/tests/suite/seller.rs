//! A seller's side for tests: routes for the published samples, and answers of a facilitator.

use std::sync::Arc;

use x402_core::{
    header,
    json::Json,
    message::{PaymentRequired, PaymentRequirements, SettleResponse, VerifyResponse},
    scheme::Context,
    server::{
        Bill, Exchange, ExchangeEvent, ExchangeStage, ExchangeStep, FacilitatorVerify, MarkAnswer,
        PaymentFlow, Problem, ReplayAnswer, Reservation, Route, ServerResponse,
    },
    timestamp::UnixTimestamp,
    v1,
};

use crate::samples::{self, Sample};

pub(crate) const NOW: u64 = 1_740_672_100;
pub(crate) const PAYER: &str = "0xFCAd0B19bB29D4674531d6f115237E16AfCE377c";
pub(crate) const TRANSACTION: &str =
    "0x1234567890abcdef1234567890abcdef1234567890abcdef1234567890abcdef";

/// The bill of a sample's one offer, in version 2.
pub(crate) fn bill(sample: &Sample) -> Bill {
    let accepts = format!(
        r#"{{"x402Version":2,"resource":{{"url":"https://api.example.com/weather"}},"accepts":[{}]}}"#,
        sample.requirements
    );
    Bill::from_message(PaymentRequired::parse(accepts).unwrap()).unwrap()
}

/// The bill of the EIP-3009 sample, in both versions.
pub(crate) fn bill_of_both() -> Bill {
    let required = format!(
        r#"{{"x402Version":1,"accepts":[{},{}]}}"#,
        requirements_v1("20000"),
        requirements_v1("10000")
    );
    let required = v1::PaymentRequired::parse(required).unwrap();
    bill(&samples::eip3009()).with_v1_message(required).unwrap()
}

fn requirements_v1(amount: &str) -> String {
    format!(
        r#"{{"scheme":"exact","network":"base-sepolia","maxAmountRequired":"{amount}",
        "asset":"0x036CbD53842c5426634e7929541eC2318f3dCF7e",
        "payTo":"0x209693Bc6afc0C5328bA36FaF03C514EF312287C",
        "resource":"https://api.example.com/weather","description":"","mimeType":"",
        "maxTimeoutSeconds":60,"extra":{{"name":"USDC","version":"2"}}}}"#
    )
}

/// The EIP-3009 sample's payment in version 1.
pub(crate) fn payment_v1() -> v1::PaymentPayload {
    let payment = samples::eip3009().payment();
    let (scheme, network) = ("exact".parse().unwrap(), "base-sepolia".parse().unwrap());
    v1::PaymentPayload::new(scheme, network, payment.payload)
}

/// The EIP-3009 sample with a signature that only a contract wallet can have made.
pub(crate) fn undecided() -> Sample {
    let mut sample = samples::eip3009();
    let mut payment = sample.payment();
    let signature = format!("0x{}", "ab".repeat(100));
    payment.payload.insert("signature", signature);
    sample.payment = payment.to_string();
    sample
}

pub(crate) fn exchange(route: Route) -> Exchange {
    Exchange::new(Arc::new(route))
}

pub(crate) fn context() -> Context<'static> {
    Context::new(UnixTimestamp::new(NOW).unwrap())
}

/// The first step of an exchange whose request has these headers.
pub(crate) fn request(exchange: &mut Exchange, headers: &[(&str, &str)]) -> ExchangeStep {
    request_by(exchange, "GET", headers)
}

/// The first step of an exchange whose request has this method and these headers.
pub(crate) fn request_by(
    exchange: &mut Exchange,
    method: &str,
    headers: &[(&str, &str)],
) -> ExchangeStep {
    let headers: Vec<(&str, &[u8])> = headers
        .iter()
        .map(|(name, value)| (*name, value.as_bytes()))
        .collect();
    let event = ExchangeEvent::Request {
        method,
        headers: &headers,
        context: context(),
        entropy: ENTROPY,
    };
    exchange.advance(event).unwrap()
}

pub(crate) const ENTROPY: [u8; 16] = [0xab; 16];

/// What `ENTROPY` makes.
pub(crate) const TOKEN: &str = "abababababababababababababababab";

/// The record of a payment for the sample route.
pub(crate) fn record(begun: bool) -> String {
    record_on("https://api.example.com/weather", begun)
}

/// The record of a payment for a route.
pub(crate) fn record_on(name: &str, begun: bool) -> String {
    let mut exchange = exchange(route().with_name(name));
    let token = "cd".repeat(16);
    pay_by(&mut exchange, "POST", &samples::eip3009());
    let step = advance(&mut exchange, ExchangeEvent::ReplayStore(ReplayAnswer::New));
    let ExchangeStep::MarkSettling { record, .. } = step else {
        panic!("not marked: {step:?}");
    };
    let record = record.replace(TOKEN, &token);
    assert!(record.contains(r#""begun":false"#), "{record}");
    record.replace(r#""begun":false"#, &format!(r#""begun":{begun}"#))
}

/// The replay store's answer for a payment that was left unresolved.
pub(crate) fn unresolved(begun: bool) -> ExchangeEvent<'static> {
    let record = record(begun);
    ExchangeEvent::ReplayStore(ReplayAnswer::Unresolved { record })
}

/// Has the key marked.
pub(crate) fn mark(exchange: &mut Exchange, step: &ExchangeStep) -> ExchangeStep {
    assert!(
        matches!(step, ExchangeStep::MarkSettling { .. }),
        "not marked: {step:?}"
    );
    advance(exchange, ExchangeEvent::Marked(MarkAnswer::Marked))
}

/// The first step of an exchange that is paid by this sample.
pub(crate) fn pay(exchange: &mut Exchange, sample: &Sample) -> ExchangeStep {
    pay_by(exchange, "GET", sample)
}

/// The first step of an exchange whose request has this method and is paid by this sample.
pub(crate) fn pay_by(exchange: &mut Exchange, method: &str, sample: &Sample) -> ExchangeStep {
    let value = header::encode_payment_signature(&sample.payment()).unwrap();
    request_by(exchange, method, &[("payment-signature", &value)])
}

pub(crate) fn settled(network: &str) -> SettleResponse {
    let mut answer = SettleResponse::new(true, TRANSACTION.into(), network.into());
    answer.payer = Some(PAYER.into());
    answer
}

pub(crate) fn failed(reason: &str) -> SettleResponse {
    let mut answer = SettleResponse::new(false, String::new(), "eip155:84532".into());
    answer.error_reason = Some(reason.into());
    answer
}

pub(crate) fn invalid(reason: &str) -> VerifyResponse {
    let mut answer = VerifyResponse::new(false);
    answer.invalid_reason = Some(reason.into());
    answer
}

/// The `error` of an answer's PAYMENT-REQUIRED header.
pub(crate) fn error_of(response: &ServerResponse) -> Option<String> {
    let required = response.header("payment-required")?;
    header::decode_payment_required(required).unwrap().error
}

/// A member of an answer's JSON body.
pub(crate) fn body_member(response: &ServerResponse, name: &str) -> Option<String> {
    let body = Json::parse(response.body.as_bytes()).unwrap();
    let member = body.as_object().unwrap().get(name)?;
    member.as_str().map(str::to_owned)
}

pub(crate) fn requirements(text: &str) -> PaymentRequirements {
    PaymentRequirements::parse(text).unwrap()
}

pub(crate) const BASE_SEPOLIA: &str = "eip155:84532";

/// A route that settles first.
pub(crate) fn route() -> Route {
    Route::new(bill(&samples::eip3009())).with_flow(PaymentFlow::Upfront)
}

/// A new exchange that waits at this stage.
pub(crate) fn at(stage: ExchangeStage) -> Exchange {
    let (flow, verify) = match stage {
        ExchangeStage::Serving => (PaymentFlow::Authorization, FacilitatorVerify::Never),
        ExchangeStage::Verifying => (PaymentFlow::Upfront, FacilitatorVerify::Always),
        _ => (PaymentFlow::Upfront, FacilitatorVerify::Undecided),
    };
    let bill = bill(&samples::eip3009());
    let route = match stage {
        ExchangeStage::Recalling => Route::new(bill.with_payment_identifier(false).unwrap()),
        _ => Route::new(bill),
    };
    let mut exchange = exchange(route.with_flow(flow).with_facilitator_verify(verify));
    if matches!(stage, ExchangeStage::Checking | ExchangeStage::Proving) {
        exchange = exchange.with_chain();
    }
    if stage == ExchangeStage::Recalling {
        exchange = exchange.with_responses("https://api.example.com/weather", None);
    }
    match stage {
        ExchangeStage::Start => {}
        ExchangeStage::Recalling => {
            let mut sample = samples::eip3009();
            let info = r#""extensions":{"payment-identifier":{"info":{"required":false,"id":"pay_7d5d747be160e280"}}}"#;
            sample.payment = sample.payment.replacen('{', &format!("{{{info},"), 1);
            pay(&mut exchange, &sample);
        }
        ExchangeStage::Done => {
            request(&mut exchange, &[]);
        }
        _ => {
            pay(&mut exchange, &samples::eip3009());
        }
    }
    if matches!(
        stage,
        ExchangeStage::Checking
            | ExchangeStage::Verifying
            | ExchangeStage::Marking
            | ExchangeStage::Settling
            | ExchangeStage::Proving
            | ExchangeStage::Serving
    ) {
        let event = ExchangeEvent::ReplayStore(ReplayAnswer::New);
        exchange.advance(event).unwrap();
    }
    if stage == ExchangeStage::Proving {
        let event = ExchangeEvent::Chain { context: context() };
        exchange.advance(event).unwrap();
    }
    if matches!(stage, ExchangeStage::Settling | ExchangeStage::Proving) {
        let event = ExchangeEvent::Marked(MarkAnswer::Marked);
        exchange.advance(event).unwrap();
    }
    if stage == ExchangeStage::Proving {
        let event = ExchangeEvent::Settled(Ok(settled(BASE_SEPOLIA)));
        exchange.advance(event).unwrap();
    }
    assert_eq!(exchange.stage(), stage);
    exchange
}

pub(crate) fn advance(exchange: &mut Exchange, event: ExchangeEvent<'_>) -> ExchangeStep {
    exchange.advance(event).unwrap()
}

pub(crate) fn responded(step: ExchangeStep) -> (ServerResponse, Reservation, Problem) {
    match step {
        ExchangeStep::Respond {
            response,
            reservation,
            problem,
        } => (response, reservation, *problem),
        other => panic!("no answer: {other:?}"),
    }
}

pub(crate) fn delivered(step: ExchangeStep) -> (Vec<(&'static str, String)>, Reservation) {
    match step {
        ExchangeStep::Deliver {
            headers,
            reservation,
            ..
        } => (headers, reservation),
        other => panic!("no delivery: {other:?}"),
    }
}
