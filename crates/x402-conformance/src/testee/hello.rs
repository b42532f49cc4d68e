//! Who this testee is.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

use super::{Answer, PROTOCOL, read};

/// Who a testee is and what it can do.
#[derive(Clone, Debug, Eq, PartialEq, Serialize)]
pub struct Hello {
    /// The implementation's name.
    pub name: &'static str,
    /// Its version.
    pub version: &'static str,
    /// The language that it is written in.
    pub language: &'static str,
    /// The operations that it answers.
    pub ops: &'static [&'static str],
    /// The schemes that it verifies, by namespace of networks.
    pub schemes: &'static [&'static str],
    /// Whether it takes `now` from the request (`injected`) or from the machine (`system`).
    pub clock: &'static str,
    /// Whether it takes chain facts from the request (`injected`) or knows none (`none`).
    pub state: &'static str,
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
    Ok(Answer::Hello(Hello {
        name: "x402-core",
        version: env!("CARGO_PKG_VERSION"),
        language: "rust",
        ops: &["hello", "decode_header", "decode_json", "verify", "digest"],
        schemes: &["exact/eip155", "exact/solana"],
        clock: "injected",
        state: "injected",
    }))
}
