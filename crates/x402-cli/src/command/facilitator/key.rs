//! `x402 facilitator key`: an API key for a caller.

use x402_http::endpoints::Caller;

use crate::{describe::hex, error::Failure, output::Reply};

/// What keys begin with, for people and programs that look for lost ones.
const PREFIX: &str = "x402_";

pub(super) fn run() -> Result<Reply, Failure> {
    let mut secret = [0; 32];
    getrandom::fill(&mut secret).map_err(|error| {
        Failure::new("the operating system gives no random bytes").got(error.to_string())
    })?;
    let digits = |bytes: &[u8]| hex(bytes).split_off("0x".len());
    let key = format!("{PREFIX}{}", digits(&secret));
    let hash = digits(&Caller::hash_of(key.as_bytes()));
    Ok(Reply::new(format!(
        "{key}\n\n\
         Give this key to the caller, who sends it as `Authorization: Bearer {PREFIX}…`. It is kept\n\
         nowhere. What the configuration needs is its hash, in the list `callers`:\n\n\
         {{ name = \"a name for your metrics\", key_sha256 = \"{hash}\" }}\n"
    )))
}
