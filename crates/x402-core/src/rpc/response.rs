//! A node's HTTP response.

use crate::{
    chain::{Answer, Cause, Failure, Nonsense},
    error::ErrorCode,
    json::Json,
};

/// What came back for one body: the HTTP status, one header and the body.
///
/// ```
/// use x402_core::rpc::Response;
///
/// let limited = Response { status: Some(429), retry_after: Some("2"), body: b"" };
/// assert_ne!(limited, Response::ok(b""));
/// assert_eq!(Response::NONE.status, None);
/// ```
#[derive(Clone, Copy, Debug, Default, Eq, Hash, PartialEq)]
#[expect(clippy::exhaustive_structs, reason = "a caller writes it as a literal")]
pub struct Response<'a> {
    /// The HTTP status; `None` if there was no response.
    pub status: Option<u16>,
    /// The value of the header `Retry-After`. Seconds count; a date does not, since it needs a
    /// clock.
    pub retry_after: Option<&'a str>,
    /// The body.
    pub body: &'a [u8],
}

impl<'a> Response<'a> {
    /// The longest body that is read, in bytes: 4 MiB. A host can stop reading there.
    pub const MAX_BODY: usize = 4 << 20;

    /// The most JSON values in a body: as many as in a message, and one for every 16 bytes. A
    /// block of transaction hashes has fewer, a list of zeros would take too much memory.
    fn max_nodes(&self) -> usize {
        (Json::MAX_NODES + self.body.len() / 16).min(1 << 16)
    }

    /// No response: a time-out or a broken connection.
    pub const NONE: Response<'static> = Response {
        status: None,
        retry_after: None,
        body: b"",
    };

    /// A response with status 200.
    #[must_use]
    pub const fn ok(body: &'a [u8]) -> Self {
        Self {
            status: Some(200),
            retry_after: None,
            body,
        }
    }

    /// The body's JSON, or what the status and the body mean without it.
    ///
    /// `is_batch`: the request had several parts, so that a smaller one may do.
    pub(super) fn json(&self, is_batch: bool) -> Result<Json<'a>, Answer> {
        let too_large = if is_batch {
            Cause::BatchRefused
        } else {
            Cause::TooLarge
        };
        let cause = match self.status {
            None => Some(Cause::NoResponse),
            Some(401 | 403) => Some(Cause::Forbidden),
            Some(413) => Some(too_large),
            Some(429) => Some(Cause::RateLimited),
            Some(_) if self.body.len() > Self::MAX_BODY => Some(too_large),
            Some(_) => None,
        };
        if let Some(cause) = cause {
            return Err(self.failed(cause));
        }
        Json::parse_within(self.body, self.max_nodes()).map_err(|error| {
            if error.code() == ErrorCode::JsonNodes {
                self.failed(too_large)
            } else {
                self.meaning(Nonsense::NotJson)
            }
        })
    }

    /// What a response means whose body does not: the status, or else that it is nonsense.
    pub(super) fn meaning(&self, nonsense: Nonsense) -> Answer {
        match self.status {
            Some(408 | 504) => self.failed(Cause::Timeout),
            Some(404 | 405 | 410 | 501) => self.failed(Cause::Unsupported),
            Some(500..) => self.failed(Cause::ServerError),
            Some(200..=299) => Answer::Nonsense(nonsense),
            Some(400..=499) => self.failed(Cause::InvalidRequest),
            _ => self.failed(Cause::Other),
        }
    }

    fn failed(&self, cause: Cause) -> Answer {
        Answer::Failed(self.failure(cause, None))
    }

    /// A failure with the response's time to wait.
    pub(super) fn failure(&self, cause: Cause, code: Option<i64>) -> Failure {
        Failure {
            cause,
            code,
            retry_after: self.retry_after().filter(|_| cause.is_transient()),
        }
    }

    /// The seconds of `Retry-After`, at most an hour: no payment waits longer.
    fn retry_after(&self) -> Option<u32> {
        let text = self.retry_after?.trim_matches([' ', '\t']);
        if text.is_empty() || !text.bytes().all(|byte| byte.is_ascii_digit()) {
            return None;
        }
        // Too many digits are a long time.
        Some(text.parse().unwrap_or(u32::MAX).min(3600))
    }
}
