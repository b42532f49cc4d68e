//! Who this testee is.

use std::borrow::Cow;

use serde::Deserialize;

use super::{Answer, Clock, Hello, PROTOCOL, StateSource, read};

#[derive(Deserialize)]
struct Request<'a> {
    #[serde(borrow)]
    protocol: Option<Cow<'a, str>>,
}

pub(super) fn answer(request: &str) -> Result<Answer, Answer> {
    let Request { protocol } = read(request)?;
    if protocol.is_some_and(|protocol| protocol != PROTOCOL) {
        return Ok(Answer::Unsupported);
    }
    Ok(Answer::Hello(Box::new(Hello {
        name: "x402-core".to_owned(),
        version: env!("CARGO_PKG_VERSION").to_owned(),
        language: "rust".to_owned(),
        ops: OPS.map(str::to_owned).to_vec(),
        schemes: ["exact/eip155", "exact/solana"].map(str::to_owned).to_vec(),
        clock: Clock::Injected,
        state: StateSource::Injected,
    })))
}

/// Every operation of the protocol but `settle_check`, which waits for a scheme that needs it.
const OPS: [&str; 19] = [
    "hello",
    "answer_requests",
    "chain_queries",
    "check_extensions",
    "co_sign",
    "decode_header",
    "decode_json",
    "discover",
    "encode_header",
    "movements",
    "price",
    "prove",
    "read_answers",
    "select",
    "transaction",
    "verify",
    "verify_chain",
    "write_queries",
    "digest",
];
