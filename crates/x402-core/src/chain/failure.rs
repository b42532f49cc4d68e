//! Why a node did not answer.

use core::fmt;

use crate::words::words;

/// A node's failure to answer: the cause, and how long to wait if the node stated it.
///
/// The node's own text is not kept: it can repeat the request, which may hold a signed
/// transaction.
///
/// ```
/// use x402_core::chain::{Cause, Failure};
///
/// let failure = Failure { cause: Cause::RateLimited, code: Some(-32005), retry_after: Some(2) };
/// assert!(failure.cause.is_transient());
/// assert_eq!(failure.to_string(), "the node limits the rate of requests (code -32005); try again in 2 s");
/// ```
#[derive(Clone, Copy, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
#[expect(clippy::exhaustive_structs, reason = "a caller writes it as a literal")]
pub struct Failure {
    /// The cause.
    pub cause: Cause,
    /// The code of the JSON-RPC error, if there was one.
    pub code: Option<i64>,
    /// Seconds to wait before the next request, from the header `Retry-After`; at most an hour.
    pub retry_after: Option<u32>,
}

impl Failure {
    /// A failure without a code and a time.
    #[must_use]
    pub const fn new(cause: Cause) -> Self {
        Self {
            cause,
            code: None,
            retry_after: None,
        }
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.cause.fmt(f)?;
        if let Some(code) = self.code {
            write!(f, " (code {code})")?;
        }
        if let Some(seconds) = self.retry_after {
            write!(f, "; try again in {seconds} s")?;
        }
        Ok(())
    }
}

impl core::error::Error for Failure {}

words! {
    /// The cause of a [`Failure`].
    #[derive(Clone, Copy, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
    #[non_exhaustive]
    pub enum Cause: error "cause of a failure" {
        /// The node does not have the block or state yet: it lags behind, or the block is dropped.
        Lagging = "lagging",
        /// No response: a time-out, a broken connection, a name that does not resolve.
        NoResponse = "no_response",
        /// An error that has no other cause here.
        Other = "other",
        /// Too many requests (HTTP status 429, or an error that means it).
        RateLimited = "rate_limited",
        /// The node failed (HTTP status 5xx, an internal error).
        ServerError = "server_error",
        /// The node gave up after its own time limit.
        Timeout = "timeout",

        /// The node does not take a batch of this length, or none.
        BatchRefused = "batch_refused",
        /// The node does not permit it (HTTP status 401 or 403).
        Forbidden = "forbidden",
        /// The node does not have the history that the query needs.
        HistoryUnavailable = "history_unavailable",
        /// The node calls the request invalid.
        InvalidRequest = "invalid_request",
        /// Multicall3 is not deployed on this chain.
        NoMulticall = "no_multicall",
        /// The node searches fewer blocks at once, or finds too many logs.
        RangeTooLarge = "range_too_large",
        /// The request or the answer is larger than allowed (HTTP status 413, or our own bound).
        TooLarge = "too_large",
        /// The node does not have the method, or not for this transaction.
        Unsupported = "unsupported",
    }
}

impl Cause {
    /// Whether the same request to the same node may succeed later. Otherwise ask another node,
    /// or in another [`Shape`](crate::rpc::Shape).
    #[must_use]
    pub const fn is_transient(self) -> bool {
        matches!(
            self,
            Self::Lagging
                | Self::NoResponse
                | Self::Other
                | Self::RateLimited
                | Self::ServerError
                | Self::Timeout
        )
    }
}

impl fmt::Display for Cause {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Lagging => "the node does not have the block yet",
            Self::NoResponse => "the node did not respond",
            Self::Other => "the node reported an error",
            Self::RateLimited => "the node limits the rate of requests",
            Self::ServerError => "the node failed",
            Self::Timeout => "the node gave up after its time limit",
            Self::BatchRefused => "the node refuses a batch of this length",
            Self::Forbidden => "the node does not permit the request",
            Self::HistoryUnavailable => "the node does not have the history",
            Self::InvalidRequest => "the node calls the request invalid",
            Self::NoMulticall => "Multicall3 is not deployed on this chain",
            Self::RangeTooLarge => "the node searches fewer blocks at once",
            Self::TooLarge => "the request or its answer is too large",
            Self::Unsupported => "the node does not support the request",
        })
    }
}
