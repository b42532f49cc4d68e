//! What holds for an exchange whatever happens outside.

use crate::samples;
use crate::seller::{
    self, ENTROPY, TRANSACTION, bill, context, exchange, failed, invalid, record, request_by,
    settled, undecided,
};
use proptest::prelude::*;
use x402_core::{
    any::SettleRequest,
    message::{SettleResponse, VerifyResponse},
    server::{
        ExchangeEvent, ExchangeStage, ExchangeStep, FacilitatorFailure, FacilitatorVerify,
        MarkAnswer, PaymentFlow, ReplayAnswer, Reservation, ResponseStoreAnswer, Route,
    },
};

#[derive(Clone, Debug)]
enum Outside {
    Request,
    ResponseStore(ResponseStoreAnswer),
    ReplayStore(ReplayAnswer),
    Marked(MarkAnswer),
    /// The nodes answer nothing.
    Chain,
    Verified(Result<VerifyResponse, FacilitatorFailure>),
    Settled(Result<SettleResponse, FacilitatorFailure>),
    Handled(u16),
}

impl Outside {
    fn event(&self) -> ExchangeEvent<'static> {
        match self {
            Self::Request => ExchangeEvent::Request {
                method: "GET",
                headers: &[],
                context: context(),
                entropy: ENTROPY,
            },
            Self::ResponseStore(answer) => ExchangeEvent::ResponseStore(answer.clone()),
            Self::ReplayStore(answer) => ExchangeEvent::ReplayStore(answer.clone()),
            Self::Marked(answer) => ExchangeEvent::Marked(*answer),
            Self::Chain => ExchangeEvent::Chain { context: context() },
            Self::Verified(answer) => ExchangeEvent::Verified(answer.clone()),
            Self::Settled(answer) => ExchangeEvent::Settled(answer.clone()),
            Self::Handled(status) => ExchangeEvent::Handled { status: *status },
        }
    }
}

fn settle_answers() -> impl Strategy<Value = Result<SettleResponse, FacilitatorFailure>> {
    let sent = {
        let mut answer = failed("transaction_failed");
        answer.transaction = TRANSACTION.into();
        answer
    };
    prop::sample::select(vec![
        Ok(settled("eip155:84532")),
        Ok(settled("eip155:84532")),
        Ok(settled("eip155:1")),
        Ok(failed("insufficient_funds")),
        Ok(failed("settlement_pending")),
        Ok(failed("unexpected_settle_error")),
        Ok(sent),
        Err(FacilitatorFailure::NotProcessed),
        Err(FacilitatorFailure::NoResponse),
        Err(FacilitatorFailure::InvalidResponse),
    ])
}

fn verify_answers() -> impl Strategy<Value = Result<VerifyResponse, FacilitatorFailure>> {
    let other = {
        let mut answer = VerifyResponse::new(true);
        answer.payer = Some("0x857b06519E91e3A54538791bDbb0E22373e36b66".into());
        answer
    };
    prop::sample::select(vec![
        Ok(VerifyResponse::new(true)),
        Ok(VerifyResponse::new(true)),
        Ok(other),
        Ok(invalid("insufficient_funds")),
        Err(FacilitatorFailure::NoResponse),
    ])
}

fn response_answers() -> impl Strategy<Value = ResponseStoreAnswer> {
    let found = |record: &str| ResponseStoreAnswer::Found {
        record: record.into(),
    };
    prop::sample::select(vec![
        ResponseStoreAnswer::New,
        ResponseStoreAnswer::New,
        ResponseStoreAnswer::New,
        ResponseStoreAnswer::Unavailable,
        found(r#"{"format":1,"fingerprint":"another"}"#),
        found("{}"),
    ])
}

fn replay_answers() -> impl Strategy<Value = ReplayAnswer> {
    prop::sample::select(vec![
        ReplayAnswer::New,
        ReplayAnswer::New,
        ReplayAnswer::Seen,
        ReplayAnswer::Unresolved {
            record: record(false),
        },
        ReplayAnswer::Unresolved {
            record: record(true),
        },
        ReplayAnswer::Earlier {
            key: "earlier".into(),
            keep_until: 1_740_672_150,
            record: record(false),
        },
        ReplayAnswer::Unavailable,
    ])
}

fn mark_answers() -> impl Strategy<Value = MarkAnswer> {
    prop::sample::select(vec![
        MarkAnswer::Marked,
        MarkAnswer::Marked,
        MarkAnswer::Marked,
        MarkAnswer::Lost,
        MarkAnswer::Unavailable,
    ])
}

/// What happens, mostly what the exchange waits for: each event is drawn for every stage.
fn histories() -> impl Strategy<Value = Vec<Outside>> {
    let outside = prop_oneof![
        1 => Just(Outside::Request),
        2 => response_answers().prop_map(Outside::ResponseStore),
        2 => replay_answers().prop_map(Outside::ReplayStore),
        3 => Just(Outside::Chain),
        2 => verify_answers().prop_map(Outside::Verified),
        3 => mark_answers().prop_map(Outside::Marked),
        4 => settle_answers().prop_map(Outside::Settled),
        2 => prop::sample::select(vec![200, 302, 404, 500]).prop_map(Outside::Handled),
    ];
    prop::collection::vec(outside, 0..60)
}

fn routes() -> impl Strategy<Value = (PaymentFlow, FacilitatorVerify, u32)> {
    (
        prop::sample::select(vec![PaymentFlow::Authorization, PaymentFlow::Upfront]),
        prop::sample::select(vec![
            FacilitatorVerify::Always,
            FacilitatorVerify::Never,
            FacilitatorVerify::Undecided,
        ]),
        0..4_u32,
    )
}

/// What an onlooker has seen of an exchange.
#[derive(Debug, Default)]
#[allow(clippy::struct_excessive_bools, reason = "each was seen or was not")]
struct Seen {
    reserved: bool,
    resumed: bool,
    lost: bool,
    marked: bool,
    begun: bool,
    vouched: bool,
    settled: bool,
    may_be_settled: bool,
    served: u32,
    handled: Option<u16>,
    requests: Vec<SettleRequest>,
    ended: bool,
}

impl Seen {
    fn event(&mut self, outside: &Outside) {
        match outside {
            Outside::ReplayStore(answer) => {
                self.resumed = matches!(
                    answer,
                    ReplayAnswer::Unresolved { .. } | ReplayAnswer::Earlier { .. }
                );
                self.reserved = *answer == ReplayAnswer::New || self.resumed;
                self.marked = self.resumed;
            }
            Outside::Marked(answer) => {
                self.marked |= *answer == MarkAnswer::Marked;
                self.lost = *answer == MarkAnswer::Lost;
            }
            Outside::Verified(Ok(answer)) => {
                self.vouched = answer.is_valid && answer.payer.is_none();
            }
            Outside::Settled(Ok(answer)) => {
                self.settled = answer.success && answer.network == "eip155:84532";
                let certain = answer.error_reason.as_deref() == Some("insufficient_funds");
                self.may_be_settled |= !certain || self.requests.len() > 1;
            }
            Outside::Settled(Err(failure)) => {
                self.may_be_settled |= *failure != FacilitatorFailure::NotProcessed;
            }
            Outside::Handled(status) => self.handled = Some(*status),
            Outside::Request
            | Outside::ResponseStore(_)
            | Outside::Chain
            | Outside::Verified(Err(_)) => {}
        }
    }

    fn step(
        &mut self,
        step: ExchangeStep,
        proven: bool,
        flow: PaymentFlow,
        method: &str,
    ) -> Result<(), TestCaseError> {
        match step {
            ExchangeStep::AskResponseStore { record, .. } => {
                prop_assert!(!self.reserved && method != "HEAD");
                prop_assert!(record.is_some() || !proven, "the sample is a payment");
            }
            // No answer of the store is for this payment.
            ExchangeStep::Repeat(response) => prop_assert!(false, "{response:?}"),
            ExchangeStep::AskReplayStore { .. } => prop_assert!(!self.reserved),
            ExchangeStep::AskChain { .. } => prop_assert!(self.reserved),
            ExchangeStep::AskVerify(_) => prop_assert!(self.reserved && self.requests.is_empty()),
            ExchangeStep::MarkSettling { record, .. } => {
                prop_assert!(self.reserved && (proven || self.vouched));
                self.begun = record.contains(r#""begun":true"#);
            }
            ExchangeStep::AskSettle {
                request, attempt, ..
            } => {
                prop_assert!(self.reserved && self.marked && (proven || self.vouched));
                prop_assert!(method != "HEAD");
                let attempts = u32::try_from(self.requests.len()).unwrap();
                prop_assert_eq!(attempt, attempts + 1);
                let first = self.requests.first();
                prop_assert!(first.is_none_or(|first| *first == *request));
                self.requests.push(*request);
            }
            ExchangeStep::Serve(accepted) => {
                self.served += 1;
                prop_assert_eq!(self.served, 1);
                prop_assert_eq!(accepted.verified().is_some(), proven);
                prop_assert!(self.reserved && (proven || self.vouched));
                let unpaid = flow == PaymentFlow::Authorization || method == "HEAD";
                prop_assert!(self.settled || (unpaid && !self.resumed));
                // Once it has begun, the store knows it.
                prop_assert!(!self.settled || method == "GET" || self.begun);
            }
            ExchangeStep::Respond {
                response,
                reservation,
                ..
            } => {
                self.end(reservation)?;
                prop_assert!(response.status >= 400);
                prop_assert_eq!(response.header("cache-control"), Some("no-store"));
            }
            ExchangeStep::Deliver {
                headers,
                reservation,
                ..
            } => {
                self.end(reservation)?;
                prop_assert_eq!(self.served, 1);
                if headers.is_empty() {
                    // The handler's own error, for which nothing was asked.
                    let free = self.handled.unwrap() >= 400 || method == "HEAD";
                    prop_assert!(free && self.requests.is_empty());
                    prop_assert_eq!(reservation, Reservation::Release);
                } else {
                    prop_assert!(self.settled);
                    prop_assert_eq!(reservation, Reservation::Keep);
                }
            }
        }
        Ok(())
    }

    fn end(&mut self, reservation: Reservation) -> Result<(), TestCaseError> {
        self.ended = true;
        let held = self.reserved && !self.lost;
        prop_assert_eq!(held, reservation != Reservation::Untouched);
        if reservation == Reservation::Release {
            prop_assert!(!self.may_be_settled && !self.resumed);
        }
        Ok(())
    }
}

proptest! {
    #[test]
    fn no_history_breaks_an_exchange(
        (flow, verify, attempts) in routes(),
        proven in any::<bool>(),
        has_chain in any::<bool>(),
        has_id in any::<bool>(),
        method in prop::sample::select(vec!["GET", "POST", "HEAD"]),
        history in histories(),
    ) {
        let sample = if proven { samples::eip3009() } else { undecided() };
        let bill = bill(&sample).with_payment_identifier(has_id).unwrap();
        let route = Route::new(bill).with_flow(flow);
        let route = route.with_facilitator_verify(verify).with_settle_attempts(attempts);
        let mut exchange = exchange(route);
        if has_chain {
            exchange = exchange.with_chain();
        }
        if has_id {
            exchange = exchange.with_responses("https://api.example.com/weather", None);
        }
        let value = x402_core::header::encode_payment_signature(&sample.payment()).unwrap();
        let headers = [
            ("payment-signature", value.as_str()),
            ("idempotency-key", "pay_7d5d747be160e280"),
        ];
        let mut seen = Seen::default();
        seen.step(request_by(&mut exchange, method, &headers), proven, flow, method)?;
        for outside in &history {
            let stage = exchange.stage();
            prop_assert_eq!(seen.ended, stage == ExchangeStage::Done);
            let Ok(step) = exchange.advance(outside.event()) else {
                prop_assert_eq!(exchange.stage(), stage);
                continue;
            };
            prop_assert!(!seen.ended);
            seen.event(outside);
            seen.step(step, proven, flow, method)?;
        }
        prop_assert!(seen.requests.len() <= usize::try_from(attempts.max(1)).unwrap());
    }

    #[test]
    fn no_header_breaks_an_exchange(
        name in prop::sample::select(vec!["PAYMENT-SIGNATURE", "x-payment", "X-Payment"]),
        value in prop_oneof![
            prop::collection::vec(any::<u8>(), 0..64),
            "[A-Za-z0-9+/]{0,64}={0,2}".prop_map(String::into_bytes),
            r#"\{"x402Version":[12],"(accepted|scheme|payload)":(\{\}|null|"exact"),"payload":\{\}\}"#
                .prop_map(|json| x402_core::header::encode_base64(json).into_bytes()),
        ],
    ) {
        let mut exchange = exchange(Route::new(seller::bill_of_both()));
        let event = ExchangeEvent::Request { method: "GET", headers: &[(name, &value)], context: context(), entropy: ENTROPY };
        let Ok(ExchangeStep::Respond { response, reservation, .. }) = exchange.advance(event) else {
            return Err(TestCaseError::fail("served for nothing"));
        };
        prop_assert!(matches!(response.status, 400 | 402));
        prop_assert_eq!(reservation, Reservation::Untouched);
    }
}
