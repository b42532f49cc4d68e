//! JSON-RPC 2.0: requests and responses, alone and in batches.

use alloc::{
    collections::BTreeMap,
    string::{String, ToString},
    vec::Vec,
};

use super::{error::RpcError, response::Response};
use crate::{
    chain::{Answer, Cause, Nonsense},
    json::{Json, Number, Object},
};

/// One request; its id is its place among all requests, from 1.
pub(super) struct Request {
    pub(super) method: &'static str,
    pub(super) params: Vec<Json<'static>>,
}

/// What a node replied to one request.
pub(super) enum Reply<'a> {
    /// The member `result`.
    Result(Json<'a>),
    /// The member `error`, with the failure that it means where the method gives it no other
    /// meaning.
    Error(RpcError<'a>, Answer),
    /// Not a reply.
    None(Answer),
}

/// How a family of networks reads the codes of errors.
pub(super) type Classify = fn(&RpcError<'_>) -> Cause;

/// Writes the bodies, with at most `batch` requests in each.
pub(super) fn write(requests: Vec<Request>, batch: usize) -> Vec<String> {
    let mut requests = (1_u64..).zip(requests).peekable();
    let mut bodies = Vec::new();
    while requests.peek().is_some() {
        bodies.push(body(requests.by_ref().take(batch.max(1)).collect()));
    }
    bodies
}

/// One request as an object, several as an array.
fn body(requests: Vec<(u64, Request)>) -> String {
    let is_batch = requests.len() > 1;
    let mut text = String::with_capacity(requests.len().saturating_mul(USUAL));
    text.push_str(if is_batch { "[" } else { "" });
    for (place, (id, request)) in requests.into_iter().enumerate() {
        text.push_str(if place > 0 { "," } else { "" });
        request.write(id, &mut text);
    }
    text.push_str(if is_batch { "]" } else { "" });
    text
}

/// How long a request seldom is.
const USUAL: usize = 256;

impl Request {
    fn write(self, id: u64, out: &mut String) {
        out.push_str(r#"{"jsonrpc":"2.0","id":"#);
        out.push_str(&id.to_string());
        out.push_str(r#","method":"#);
        Json::from(self.method).write(out);
        out.push_str(r#","params":"#);
        Json::Array(self.params).write(out);
        out.push('}');
    }
}

/// Reads the replies to `count` requests that were written with the same `batch`.
pub(super) fn read<'a>(
    count: usize,
    batch: usize,
    responses: &[Response<'a>],
    classify: Classify,
) -> Vec<Reply<'a>> {
    let batch = batch.max(1);
    let mut replies = Vec::with_capacity(count);
    let mut responses = responses.iter();
    while replies.len() < count {
        let response = responses.next().unwrap_or(&Response::NONE);
        let first = replies.len();
        let length = batch.min(count - first);
        read_body(first, length, response, classify, &mut replies);
    }
    replies
}

/// Reads one body, which has the replies to `length` requests after the `first` ones.
fn read_body<'a>(
    first: usize,
    length: usize,
    response: &Response<'a>,
    classify: Classify,
    replies: &mut Vec<Reply<'a>>,
) {
    let is_batch = length > 1;
    let mut for_all = |answer: Answer| {
        replies.extend((0..length).map(|_| Reply::None(answer.clone())));
    };
    let json = match response.json(is_batch) {
        Ok(json) => json,
        Err(answer) => return for_all(answer),
    };
    let elements = match json {
        Json::Array(elements) if is_batch => elements,
        Json::Object(object) if !is_batch => [Json::Object(object)].into(),
        Json::Object(object) => return for_all(instead_of_a_batch(object, response, classify)),
        _ => return for_all(response.meaning(Nonsense::NotJsonRpc)),
    };

    let mut by_id: BTreeMap<u64, Option<Reply<'a>>> = BTreeMap::new();
    // An error without an id speaks for the requests that have no reply of their own.
    let mut without_reply = None;
    for element in elements {
        match reply(element, response, classify) {
            (Some(id), reply) => {
                by_id
                    .entry(id)
                    .and_modify(|known| *known = None)
                    .or_insert(Some(reply));
            }
            (None, Reply::Error(error, failed)) => {
                let refused = is_batch && is_about_the_batch(&failed);
                without_reply = Some(if refused {
                    Answer::Failed(response.failure(Cause::BatchRefused, error.code))
                } else {
                    failed
                });
            }
            (None, Reply::None(answer)) if !is_batch => without_reply = Some(answer),
            (None, _) => {}
        }
    }
    let without_reply = without_reply.unwrap_or(Answer::Nonsense(Nonsense::MissingId));
    for id in (1_u64..).skip(first).take(length) {
        replies.push(match by_id.remove(&id) {
            Some(Some(reply)) => reply,
            Some(None) => Reply::None(Answer::Nonsense(Nonsense::DuplicateId)),
            None => Reply::None(without_reply.clone()),
        });
    }
}

/// One response object: its id, and the reply.
fn reply<'a>(
    element: Json<'a>,
    response: &Response<'a>,
    classify: Classify,
) -> (Option<u64>, Reply<'a>) {
    let nonsense = || Reply::None(response.meaning(Nonsense::NotJsonRpc));
    let Json::Object(object) = element else {
        return (None, nonsense());
    };
    let (mut id, mut result, mut error, mut is_rpc) = (None, None, None, true);
    let mut outside = Object::new();
    for (name, value) in object {
        match &*name {
            "jsonrpc" => is_rpc = value.as_str() == Some("2.0"),
            "id" => id = read_id(&value),
            "result" => result = Some(value),
            "error" if value.is_null() => {}
            "error" => error = Some(value),
            "code" | "message" => drop(outside.insert(name, value)),
            _ => {}
        }
    }
    let reply = match (result, error) {
        (Some(result), None) if is_rpc => Reply::Result(result),
        // Some nodes write a result of null next to an error.
        (None | Some(Json::Null), Some(error)) if is_rpc => failed(error, response, classify),
        // Gateways answer in a form of their own, such as `{"code":429,"message":"..."}`.
        (None, None) if !outside.is_empty() => {
            match failed(Json::Object(outside), response, classify) {
                Reply::Error(_, Answer::Failed(failure)) if failure.cause != Cause::Other => {
                    Reply::None(Answer::Failed(failure))
                }
                _ => nonsense(),
            }
        }
        _ => nonsense(),
    };
    (id, reply)
}

/// The member `error`: an object by the specification, a text at some gateways.
fn failed<'a>(error: Json<'a>, response: &Response<'a>, classify: Classify) -> Reply<'a> {
    let (mut code, mut message, mut data) = (None, String::new(), None);
    match error {
        Json::Object(object) => {
            for (name, value) in object {
                match &*name {
                    "code" => code = read_code(&value),
                    "message" => message = words(value.as_str().unwrap_or_default()),
                    "data" => data = Some(value),
                    _ => {}
                }
            }
        }
        Json::String(text) => message = words(&text),
        _ => return Reply::None(response.meaning(Nonsense::NotJsonRpc)),
    }
    let error = RpcError {
        code,
        message,
        data,
    };
    let cause = error.common_cause().unwrap_or_else(|| classify(&error));
    let failure = Answer::Failed(response.failure(cause, error.code));
    Reply::Error(error, failure)
}

/// A batch was answered by one object: the node's limits, or it takes no batch.
fn instead_of_a_batch<'a>(
    object: Object<'a>,
    response: &Response<'a>,
    classify: Classify,
) -> Answer {
    match reply(Json::Object(object), response, classify).1 {
        Reply::Error(error, failed) if is_about_the_batch(&failed) => {
            Answer::Failed(response.failure(Cause::BatchRefused, error.code))
        }
        Reply::Error(_, failed) => failed,
        Reply::None(answer) => answer,
        Reply::Result(_) => Answer::Nonsense(Nonsense::NotJsonRpc),
    }
}

/// Whether a smaller batch may do where this failure answers a whole batch.
fn is_about_the_batch(answer: &Answer) -> bool {
    !matches!(
        answer,
        Answer::Failed(failure) if matches!(
            failure.cause,
            Cause::RateLimited
                | Cause::ServerError
                | Cause::Timeout
                | Cause::Forbidden
                | Cause::Lagging
        )
    )
}

/// An id as we write it, or as the text that some nodes make of it.
fn read_id(id: &Json<'_>) -> Option<u64> {
    match id {
        Json::Number(number) => number.to_u64(),
        Json::String(text) => Number::parse(text).ok()?.to_u64(),
        _ => None,
    }
}

fn read_code(code: &Json<'_>) -> Option<i64> {
    match code {
        Json::Number(number) => number.as_str().parse().ok(),
        Json::String(text) => text.parse().ok(),
        _ => None,
    }
}

/// The beginning of a message in lower case.
fn words(message: &str) -> String {
    let beginning = message.chars().take(MESSAGE);
    beginning.map(|c| c.to_ascii_lowercase()).collect()
}

/// How many characters of an error's message are searched.
const MESSAGE: usize = 300;
