//! Answers over HTTP.

use axum::{
    body::Body,
    http::{HeaderValue, Response, StatusCode, header},
};
use x402_core::{Error, SettleResponse, VerifyResponse, facilitator::SettlementAnswer};

/// An answer in JSON, which no cache keeps.
pub(super) fn json(status: StatusCode, body: String) -> Response<Body> {
    with_type(status, "application/json", body)
}

pub(super) fn with_type(status: StatusCode, kind: &'static str, body: String) -> Response<Body> {
    let mut response = Response::new(Body::from(body));
    *response.status_mut() = status;
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(kind));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}

pub(super) fn settled(answer: &SettlementAnswer) -> Response<Body> {
    // The core names 200 and 503.
    let status = StatusCode::from_u16(answer.status);
    let status = status.unwrap_or(StatusCode::SERVICE_UNAVAILABLE);
    let mut response = json(status, answer.response.to_string());
    retry_after(&mut response, answer.retry_after);
    response
}

pub(super) fn retry_after(response: &mut Response<Body>, seconds: Option<u32>) {
    if let Some(seconds) = seconds {
        let value = HeaderValue::from(seconds);
        response.headers_mut().insert(header::RETRY_AFTER, value);
    }
}

/// Why a request is not taken.
pub(super) enum Refusal<'e> {
    /// It is not a message of x402.
    Malformed(&'e Error),
    /// It is longer than a request may be.
    TooLong(usize),
    /// No caller has its key.
    Unknown,
    /// Its caller has asked too much: seconds until it may again.
    TooMany(u32),
    /// There is too much to do, or the process ends. Nothing was done.
    Busy,
}

impl Refusal<'_> {
    fn status(&self) -> StatusCode {
        match self {
            Self::Malformed(_) => StatusCode::BAD_REQUEST,
            Self::TooLong(_) => StatusCode::PAYLOAD_TOO_LARGE,
            Self::Unknown => StatusCode::UNAUTHORIZED,
            Self::TooMany(_) => StatusCode::TOO_MANY_REQUESTS,
            Self::Busy => StatusCode::SERVICE_UNAVAILABLE,
        }
    }

    pub(super) fn reason(&self) -> &'static str {
        match self {
            Self::Malformed(_) | Self::TooLong(_) => "invalid_payload",
            Self::Unknown => "unauthorized",
            Self::TooMany(_) => "rate_limited",
            Self::Busy => "facilitator_busy",
        }
    }

    fn message(&self) -> String {
        match self {
            Self::Malformed(error) => error.to_string(),
            Self::TooLong(most) => format!("expected a body of at most {most} bytes, found more"),
            Self::Unknown => {
                "expected `Authorization: Bearer` with the API key of a caller that the \
                              facilitator knows: ask its operator for one"
                    .to_owned()
            }
            Self::TooMany(seconds) => format!(
                "this API key has asked more often than it may, and nothing was done: ask again in \
                 {seconds} s"
            ),
            Self::Busy => {
                "the facilitator has too much to do or is ending, and has done nothing: ask again"
                    .to_owned()
            }
        }
    }

    fn response(&self, body: String) -> Response<Body> {
        let mut response = json(self.status(), body);
        match self {
            Self::Malformed(_) | Self::TooLong(_) => {}
            Self::Unknown => {
                let challenge = HeaderValue::from_static("Bearer");
                let headers = response.headers_mut();
                headers.insert(header::WWW_AUTHENTICATE, challenge);
            }
            Self::TooMany(seconds) => retry_after(&mut response, Some(*seconds)),
            Self::Busy => retry_after(&mut response, Some(1)),
        }
        response
    }

    /// In the form of an answer to `/verify`, which published clients read with any status.
    pub(super) fn of_verify(&self) -> Response<Body> {
        let mut body = VerifyResponse::new(false);
        body.invalid_reason = Some(self.reason().to_owned());
        body.invalid_message = Some(self.message());
        self.response(body.to_string())
    }

    /// In the form of an answer to `/settle`.
    pub(super) fn of_settle(&self) -> Response<Body> {
        let mut body = SettleResponse::new(false, String::new(), String::new());
        body.error_reason = Some(self.reason().to_owned());
        body.error_message = Some(self.message());
        self.response(body.to_string())
    }
}
