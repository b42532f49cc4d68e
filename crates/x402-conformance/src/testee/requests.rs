//! `answer_requests`: a seller's server with a store of responses, request by request.

use std::{
    collections::{BTreeMap, BTreeSet, btree_map::Entry},
    sync::Arc,
};

use serde::Deserialize;
use serde_json::{Value, json, value::RawValue};
use x402_core::{
    message::{PaymentRequired, SettleResponse},
    scheme::Context,
    server::{
        Bill, Exchange, ExchangeEvent, ExchangeStep, MarkAnswer, ReplayAnswer, Reservation,
        ResponseStoreAnswer, Route, ServerResponse, StoredResponse,
    },
    timestamp::UnixTimestamp,
    v1,
};

use super::{Answer, read};
use crate::schema::{HttpRequest, Step};

#[derive(Deserialize)]
struct Members<'a> {
    #[serde(borrow)]
    requirements: &'a RawValue,
    #[serde(borrow)]
    requirements_v1: Option<&'a RawValue>,
    #[serde(borrow)]
    extensions: &'a RawValue,
    requests: Vec<HttpRequest>,
}

pub(super) fn answer(request: &str) -> Result<Answer, Answer> {
    let members: Members<'_> = read(request)?;
    let mut server = Server {
        route: Arc::new(Route::new(bill(&members)?)),
        responses: BTreeMap::new(),
        payments: BTreeSet::new(),
    };
    let requests = (0..).zip(&members.requests);
    let statuses = requests.map(|(number, request)| server.answer(number, request));
    let statuses = Value::Array(statuses.collect::<Result<_, _>>()?);
    Ok(Answer::derived([(Step::Statuses, statuses.to_string())]))
}

fn bill(members: &Members<'_>) -> Result<Bill, Answer> {
    let required = format!(
        r#"{{"x402Version":2,"resource":{{"url":"https://api.example.com"}},"accepts":[{}],"extensions":{}}}"#,
        members.requirements, members.extensions
    );
    let required = PaymentRequired::parse(required).map_err(|error| Answer::from(&error))?;
    let bill = Bill::from_message(required).map_err(|error| Answer::refused(error.to_string()))?;
    let Some(requirements) = members.requirements_v1 else {
        return Ok(bill);
    };
    let required = format!(r#"{{"x402Version":1,"error":"","accepts":[{requirements}]}}"#);
    let required = v1::PaymentRequired::parse(required).map_err(|error| Answer::from(&error))?;
    bill.with_v1_message(required)
        .map_err(|error| Answer::refused(error.to_string()))
}

/// A server with both stores in memory, whose facilitator settles everything.
struct Server {
    route: Arc<Route>,
    /// The records of the store of responses, by id.
    responses: BTreeMap<String, String>,
    /// The replay keys that are reserved or spent.
    payments: BTreeSet<String>,
}

/// How an exchange ended, and what it had asked the stores for.
#[derive(Default)]
struct Ending {
    id: Option<String>,
    replay_key: Option<String>,
}

impl Server {
    /// What leaves for a request, the one of this number.
    fn answer(&mut self, number: u8, request: &HttpRequest) -> Result<Value, Answer> {
        let body = request.body.as_deref().unwrap_or_default();
        let exchange = Exchange::new(Arc::clone(&self.route));
        let mut exchange = exchange.with_responses(&request.url, Some(body.as_bytes()));
        let headers = request.headers.iter();
        let headers: Vec<_> = headers
            .map(|(name, value)| (&**name, value.as_bytes()))
            .collect();
        let now = UnixTimestamp::new(request.now).map_err(|it| Answer::error(it.to_string()))?;
        let mut event = ExchangeEvent::Request {
            method: &request.method,
            headers: &headers,
            context: Context::new(now),
            entropy: [number; 16],
        };
        let mut ending = Ending::default();
        loop {
            let step = exchange.advance(event);
            event = match step.map_err(|error| Answer::error(error.to_string()))? {
                ExchangeStep::AskResponseStore { key, record, .. } => {
                    ending.id = Some(key.clone());
                    ExchangeEvent::ResponseStore(self.recall(key, record))
                }
                ExchangeStep::AskReplayStore { key, .. } => {
                    ending.replay_key = Some(key.clone());
                    ExchangeEvent::ReplayStore(self.reserve(key))
                }
                ExchangeStep::MarkSettling { .. } => ExchangeEvent::Marked(MarkAnswer::Marked),
                ExchangeStep::Serve(_) => ExchangeEvent::Handled { status: 200 },
                ExchangeStep::AskSettle { request, .. } => {
                    let settled = settled(&request.to_string())?;
                    ExchangeEvent::Settled(Ok(settled))
                }
                ExchangeStep::Repeat(first) => {
                    let answer = String::from_utf8_lossy(&first.body);
                    return Ok(json!({"kind": "repeated", "id": ending.id, "answer": answer}));
                }
                ExchangeStep::Deliver { reservation, .. } => {
                    let answer = number.to_string();
                    let response = StoredResponse::new(200, Vec::new(), answer.clone().into());
                    self.conclude(&exchange, &ending, reservation, Some(&response));
                    return Ok(json!({"kind": "processed", "id": ending.id, "answer": answer}));
                }
                ExchangeStep::Respond {
                    response,
                    reservation,
                    ..
                } => {
                    self.conclude(&exchange, &ending, reservation, None);
                    return kind(&response).map(|kind| json!({ "kind": kind }));
                }
                step => return Err(Answer::error(format!("an unforeseen step: {step:?}"))),
            };
        }
    }

    fn recall(&mut self, key: String, record: Option<String>) -> ResponseStoreAnswer {
        match (self.responses.entry(key), record) {
            (Entry::Occupied(found), _) => ResponseStoreAnswer::Found {
                record: found.get().clone(),
            },
            (Entry::Vacant(entry), record) => {
                record.map(|record| entry.insert(record));
                ResponseStoreAnswer::New
            }
        }
    }

    fn reserve(&mut self, key: String) -> ReplayAnswer {
        if self.payments.insert(key) {
            ReplayAnswer::New
        } else {
            ReplayAnswer::Seen
        }
    }

    fn conclude(
        &mut self,
        exchange: &Exchange,
        ending: &Ending,
        reservation: Reservation,
        response: Option<&StoredResponse>,
    ) {
        if let (Reservation::Release, Some(key)) = (reservation, &ending.replay_key) {
            self.payments.remove(key);
        }
        if let Some(update) = exchange.response_update(reservation, response) {
            match update.to {
                Some(record) => self.responses.insert(update.key, record),
                None => self.responses.remove(&update.key),
            };
        }
    }
}

/// The facilitator's answer: the payment of this request is settled.
fn settled(request: &str) -> Result<SettleResponse, Answer> {
    #[derive(Deserialize)]
    struct Request {
        #[serde(rename = "paymentRequirements")]
        requirements: Requirements,
    }
    #[derive(Deserialize)]
    struct Requirements {
        network: String,
    }
    let Request { requirements } = read(request)?;
    let (transaction, network) = (format!("0x{}", "12".repeat(32)), requirements.network);
    let text = json!({"success": true, "transaction": transaction, "network": network});
    SettleResponse::parse(text.to_string()).map_err(|error| Answer::from(&error))
}

/// What a response that is not the handler's means.
fn kind(response: &ServerResponse) -> Result<&'static str, Answer> {
    match response.status {
        400 => Ok("malformed"),
        402 => Ok("refused"),
        409 => Ok("conflict"),
        status => Err(Answer::error(format!("an unforeseen status: {status}"))),
    }
}
