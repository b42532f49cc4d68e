//! Who this testee is.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

use super::{Answer, PROTOCOL, read};

/// Who a testee is and what it can do.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
pub struct Hello {
    /// The implementation's name.
    pub name: String,
    /// Its version.
    pub version: String,
    /// The language that it is written in.
    pub language: String,
    /// The operations that it answers.
    pub ops: Vec<String>,
    /// The schemes that it verifies, by namespace of networks.
    pub schemes: Vec<String>,
    /// Where it takes the time from.
    pub clock: Clock,
    /// Where it takes chain facts from.
    pub state: StateSource,
}

/// Where a testee takes the time from.
#[derive(Clone, Copy, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Clock {
    /// From the request's `now`.
    Injected,
    /// From the machine: it needs vectors minted around the present.
    System,
}

/// Where a testee takes chain facts from.
#[derive(Clone, Copy, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum StateSource {
    /// From the request's `state`.
    Injected,
    /// It knows none.
    None,
}

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
const OPS: [&str; 8] = [
    "hello",
    "check_extensions",
    "decode_header",
    "decode_json",
    "encode_header",
    "price",
    "verify",
    "digest",
];
