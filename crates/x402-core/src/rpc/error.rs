//! The errors of JSON-RPC, and what they mean as far as every family of networks shares it.

use alloc::string::String;

use crate::{chain::Cause, json::Json};

/// The member `error` of a response.
pub(super) struct RpcError<'a> {
    pub(super) code: Option<i64>,
    /// The beginning of the message in lower case, to look for words in.
    pub(super) message: String,
    pub(super) data: Option<Json<'a>>,
}

impl RpcError<'_> {
    /// Whether the message has one of these words, which are in lower case.
    pub(super) fn has(&self, words: &[&str]) -> bool {
        words.iter().any(|word| self.message.contains(word))
    }

    /// The cause that the message names; messages are the only thing that providers share.
    pub(super) fn common_cause(&self) -> Option<Cause> {
        if self.code == Some(429) || self.has(&["rate limit"]) {
            return Some(Cause::RateLimited);
        }
        // Before the next words: "too many requests in batch".
        if self.has(&["batch"]) {
            return Some(Cause::BatchRefused);
        }
        if self.has(&[
            "too many requests",
            "request limit",
            "requests per second",
            "compute units per second",
            "throughput",
            "request count exceeded",
        ]) {
            return Some(Cause::RateLimited);
        }
        match self.code? {
            -32601 => Some(Cause::Unsupported),
            401 | 403 => Some(Cause::Forbidden),
            _ => None,
        }
    }
}
