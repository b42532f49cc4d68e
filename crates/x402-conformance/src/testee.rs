//! The reference implementation's own testee: `x402-testee/1`, JSON lines in and out.
//!
//! One request line in, exactly one response line out, in order. Requests:
//!
//! | `op` | members | meaning |
//! |---|---|---|
//! | `hello` | `protocol` | who are you, what can you do |
//! | `answer_requests` | `requirements`, optional `requirements_v1`, `extensions`, `requests` | what a seller's server answers to requests, one after another |
//! | `check_extensions` | `payload`, `extensions` | compare a payment's extensions with those that the 402 advertised |
//! | `decode_header` | `header`, `value` | decode one header, given once or as a list |
//! | `decode_json` | `type`, `x402Version`, `text` | decode one JSON text |
//! | `discover` | `request` | what a facilitator can list of a payment |
//! | `select` | `required`, `accounts`, optional `authentication`, `add` | the entry of `accepts` that a client pays |
//! | `encode_header` | `header`, `text` | write the message with this JSON as a header's value |
//! | `price` | `price`, `network` | a price in money, in units of the network's token |
//! | `chain_queries` | as `verify` | the requests that ask a node about the payment |
//! | `verify_chain` | as `verify`; `responses` | the verdict with a node's responses to them |
//! | `write_queries` | `namespace`, `queries`, optional `multicall` | the requests that ask these queries |
//! | `read_answers` | as `write_queries`; `responses` | a node's answers to them |
//! | `movements` | `payments`, `transaction` | what a transaction moved for each payment |
//! | `prove` | `payments`, `transaction`, `level`, `nodes`, `rounds` | what nodes show of the settlement of each payment |
//! | `transaction` | the fields of EIP-1559, optional `signature` | what the sender signs, and what it sends |
//! | `verify` | `payload`, `payload_text` or `payload_header`; `requirements`; `now`; optional `signers`, `state`, `policy` | every rule that needs no chain, and those that `state` answers |
//! | `digest` | as `verify`, `now` optional | the intermediate values |
//!
//! `digest` is answered with `"result":"digest"` and `derived`, an object with the members of a
//! vector's `derived`; what the payment left no way to compute is left out. All operations
//! whose answer is a value are answered with `"result":"accept"` and the value, in `derived` too.
//!
//! A payment's text reaches the core as it stands in the request: number forms, duplicate
//! members and escapes survive.

mod chain;
mod co_sign;
mod decode;
mod encode;
mod extensions;
mod hello;
mod introduction;
mod payment;
mod price;
mod receipt;
mod requests;
mod response;
mod select;
mod transaction;

use std::{
    borrow::Cow,
    io::{self, BufRead, Write},
};

use serde::Deserialize;

pub use self::{
    hello::{Clock, Hello, StateSource},
    payment::PaymentRequest,
    response::{Answer, Response},
};

/// Answers requests until the reader ends.
///
/// # Errors
///
/// The reader or the writer fails; a request that cannot be read is answered.
pub fn serve(mut reader: impl BufRead, mut writer: impl Write) -> io::Result<()> {
    let mut line = Vec::new();
    loop {
        line.clear();
        if reader.read_until(b'\n', &mut line)? == 0 {
            return Ok(());
        }
        serde_json::to_writer(&mut writer, &answer(&line))?;
        writer.write_all(b"\n")?;
        writer.flush()?;
    }
}

/// Answers one request line.
#[must_use]
pub fn answer(line: &[u8]) -> Response {
    let envelope = std::str::from_utf8(line)
        .map_err(|error| error.to_string())
        .and_then(|text| {
            let envelope: Envelope<'_> =
                serde_json::from_str(text).map_err(|error| error.to_string())?;
            Ok((envelope, text))
        });
    match envelope {
        Ok((Envelope { id, op }, text)) => Response {
            id: Some(id.into_owned()),
            answer: dispatch(&op, text),
        },
        Err(problem) => Response {
            id: None,
            answer: Answer::error(format!("request: {problem}")),
        },
    }
}

fn dispatch(op: &str, request: &str) -> Answer {
    let answer = match op {
        "hello" => introduction::answer(request),
        "answer_requests" => requests::answer(request),
        "chain_queries" => chain::queries_of_payment(request),
        "check_extensions" => extensions::check(request),
        "decode_header" => decode::header(request),
        "decode_json" => decode::json(request),
        "discover" => extensions::discover(request),
        "encode_header" => encode::header(request),
        "movements" => receipt::movements(request),
        "price" => price::answer(request),
        "prove" => receipt::prove(request),
        "read_answers" => chain::answers(request),
        "select" => select::answer(request),
        "co_sign" => co_sign::answer(request),
        "transaction" => transaction::answer(request),
        "verify" => payment::verify(request),
        "verify_chain" => chain::verify(request),
        "write_queries" => chain::requests(request),
        "digest" => payment::digest(request),
        _ => Ok(Answer::Unsupported),
    };
    answer.unwrap_or_else(|refused| refused)
}

/// What every request has.
#[derive(Deserialize)]
struct Envelope<'a> {
    #[serde(borrow)]
    id: Cow<'a, str>,
    #[serde(borrow)]
    op: Cow<'a, str>,
}

/// Reads a request's own members; unknown ones are ignored.
fn read<'a, T: Deserialize<'a>>(request: &'a str) -> Result<T, Answer> {
    serde_json::from_str(request).map_err(|error| Answer::error(format!("request: {error}")))
}

/// The protocol's name and version.
pub const PROTOCOL: &str = "x402-testee/1";
