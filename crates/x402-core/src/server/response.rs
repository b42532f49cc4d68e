//! The answers that are the server's own, not the handler's.

use alloc::{
    format,
    string::{String, ToString},
    vec,
    vec::Vec,
};

use super::{Bill, advice::Advice, claim::Claim, settlement};
use crate::{
    Error, Position, header,
    json::{Json, Object},
    message::SettleResponse,
    version::X402Version,
};

/// A complete HTTP answer.
#[derive(Clone, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub struct ServerResponse {
    /// The status code.
    pub status: u16,
    /// The headers, each name once.
    pub headers: Vec<(&'static str, String)>,
    /// The body: JSON, or a page.
    pub body: String,
}

impl ServerResponse {
    fn new(status: u16, body: String) -> Self {
        let headers = vec![
            ("Content-Type", "application/json".into()),
            ("Cache-Control", "no-store".into()),
            (EXPOSE, EXPOSED.into()),
        ];
        Self {
            status,
            headers,
            body,
        }
    }

    fn with(mut self, name: &'static str, value: String) -> Self {
        self.headers.push((name, value));
        self
    }

    /// The value of a header.
    #[must_use]
    pub fn header(&self, name: &str) -> Option<&str> {
        let mut headers = self.headers.iter();
        headers.find_map(|(n, value)| n.eq_ignore_ascii_case(name).then_some(value.as_str()))
    }
}

/// Asks for payment in the version that the client speaks, in both if that is not known.
pub(super) fn payment_required(
    bill: &Bill,
    status: u16,
    speaks: Option<X402Version>,
    error: Option<&str>,
) -> ServerResponse {
    let body = if speaks == Some(X402Version::V2) {
        None
    } else {
        match error {
            None => bill.body_v1().map(ToString::to_string),
            Some(error) => bill.body_v1_with_error(error),
        }
    };
    let only_v1 = speaks == Some(X402Version::V1) && body.is_some();
    let response = ServerResponse::new(status, body.unwrap_or_else(|| EMPTY.into()));
    if only_v1 {
        return response;
    }
    let required = match error {
        None => bill.header().to_string(),
        Some(error) => bill.header_with_error(error),
    };
    response.with(header::PAYMENT_REQUIRED, required)
}

/// Says what is wrong with a payment that is not an x402 message, and what would be paid.
pub(super) fn malformed(bill: &Bill, error: &Error) -> ServerResponse {
    let mut body = Object::new();
    body.insert("error", error.code().wire_code());
    body.insert("code", error.code().as_str());
    match error.position() {
        Position::Pointer(pointer) => body.insert("pointer", pointer.clone()),
        position => body.insert("position", position.to_string()),
    };
    body.insert("expected", error.expected().to_string());
    body.insert("found", error.found().to_string());
    body.insert("hint", error.code().hint());
    let required = bill.header_with_error(error.code().wire_code());
    ServerResponse::new(400, Json::Object(body).to_string())
        .with(header::PAYMENT_REQUIRED, required)
}

/// Says that the payment was refused by the chain or the facilitator at settlement.
pub(super) fn not_settled(
    bill: &Bill,
    version: X402Version,
    failure: &SettleResponse,
) -> ServerResponse {
    let reason = failure.error_reason.as_deref().unwrap_or_default();
    let body = match version {
        X402Version::V1 => bill.body_v1_with_error(reason),
        X402Version::V2 => None,
    };
    let response = ServerResponse::new(402, body.unwrap_or_else(|| EMPTY.into()));
    let (name, value) = receipt_header(version, failure);
    response.with(name, value)
}

/// Says that the settlement's outcome is unknown, and that the same payment may come again.
pub(super) fn not_known(claim: &Claim, retry_after: u32) -> ServerResponse {
    let mut body = Object::new();
    body.insert("error", SettleResponse::PENDING);
    Advice::InFlight.add_to(&mut body, claim.keep_until);
    let response = ServerResponse::new(503, Json::Object(body).to_string());
    response.with("Retry-After", format!("{retry_after}"))
}

/// Says that the facilitator was not reached, in a receipt: the payment is unused.
pub(super) fn unused(claim: &Claim, retry_after: u32) -> ServerResponse {
    let mut body = Object::new();
    body.insert("error", UNAVAILABLE);
    Advice::Unused.add_to(&mut body, claim.keep_until);
    let mut extra = Object::new();
    Advice::Unused.add_to(&mut extra, claim.keep_until);
    let mut receipt = settlement::failure(UNAVAILABLE, claim);
    receipt.extra = Some(extra);
    let response = ServerResponse::new(503, Json::Object(body).to_string());
    let (name, value) = receipt_header(claim.version, &receipt);
    let response = response.with("Retry-After", format!("{retry_after}"));
    response.with(name, value)
}

const UNAVAILABLE: &str = "facilitator_unavailable";

/// Says that the payment's id is in use; with a time to wait, that its first request has no response
/// yet.
pub(super) fn conflict(error: &'static str, retry_after: Option<u32>) -> ServerResponse {
    let mut body = Object::new();
    body.insert("error", error);
    let action = if retry_after.is_some() {
        "retry_same_payment"
    } else {
        "abandon"
    };
    body.insert("retryAction", action);
    let response = ServerResponse::new(409, Json::Object(body).to_string());
    match retry_after {
        Some(seconds) => response.with("Retry-After", format!("{seconds}")),
        None => response,
    }
}

/// Says that nothing can be said: the facilitator or the store is at fault, not the payer.
pub(super) fn unavailable(
    status: u16,
    error: &'static str,
    retry_after: Option<u32>,
) -> ServerResponse {
    let mut body = Object::new();
    body.insert("error", error);
    let response = ServerResponse::new(status, Json::Object(body).to_string());
    match retry_after {
        Some(seconds) => response.with("Retry-After", format!("{seconds}")),
        None => response,
    }
}

/// The headers that go with what the handler made for a settled payment.
pub(super) fn delivery(
    version: X402Version,
    receipt: &SettleResponse,
) -> Vec<(&'static str, String)> {
    vec![
        receipt_header(version, receipt),
        ("Cache-Control", "private".into()),
        (EXPOSE, EXPOSED.into()),
    ]
}

fn receipt_header(version: X402Version, receipt: &SettleResponse) -> (&'static str, String) {
    match version {
        X402Version::V1 => (header::X_PAYMENT_RESPONSE, header::encode(receipt)),
        X402Version::V2 => (header::PAYMENT_RESPONSE, header::encode(receipt)),
    }
}

/// Version 2 says everything in headers.
const EMPTY: &str = "{}";

/// Without it, scripts in browsers cannot read the protocol's headers from another origin.
const EXPOSE: &str = "Access-Control-Expose-Headers";
const EXPOSED: &str = "PAYMENT-REQUIRED, PAYMENT-RESPONSE, X-PAYMENT-RESPONSE";
