//! A facilitator's answers, from its HTTP status and body.

mod extension_responses;
mod redirect;

use core::fmt;

pub use self::{
    extension_responses::{
        EXTENSION_RESPONSES, ExtensionOutcome, ExtensionResponse, with_extension_responses,
    },
    redirect::FacilitatorRedirect,
};
use crate::{
    Error,
    json::Json,
    message::{SettleResponse, VerifyResponse},
    scheme::can_report_failure,
    words::words,
};

words! {
    /// A failed call to a facilitator.
    #[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
    #[expect(
        clippy::exhaustive_enums,
        reason = "a new case must break the build of every caller"
    )]
    pub enum FacilitatorFailure: error "failure of a facilitator" {
        /// The request was not processed: no connection, or rejected before it was read. Nothing
        /// has happened to the payment. An exchange does not ask again: the facilitator's client
        /// does, where that can help.
        NotProcessed = "not_processed",
        /// The request may have been processed and no response came: a time-out, a broken
        /// connection, an overloaded server.
        NoResponse = "no_response",
        /// The response is not a facilitator's, or contradicts itself.
        InvalidResponse = "invalid_response",
    }
}

impl fmt::Display for FacilitatorFailure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::NotProcessed => "the facilitator did not process the request",
            Self::NoResponse => "the facilitator did not respond",
            Self::InvalidResponse => "the facilitator's response could not be read",
        })
    }
}

impl core::error::Error for FacilitatorFailure {}

/// Reads the answer to `POST /verify`.
///
/// A refusal counts with any status: some facilitators send it with 400.
///
/// # Errors
///
/// The body is no [`VerifyResponse`], or it calls a payment valid with a status that is no
/// success.
pub fn verify_answer(status: u16, body: &[u8]) -> Result<VerifyResponse, FacilitatorFailure> {
    match VerifyResponse::parse(body) {
        Ok(answer) if !answer.is_valid || is_success(status) => Ok(answer),
        Ok(_) => Err(FacilitatorFailure::InvalidResponse),
        Err(_) => Err(unreadable(status)),
    }
}

/// Reads the answer to `POST /settle`.
///
/// A failure counts with the statuses 200, 400, 402, 412 and 422, and `settlement_pending` with
/// every status: a hosted facilitator sends it with 500. A `transaction`, `network` or `payer` that
/// is absent or `null` is read as an empty text: it is not stated.
///
/// # Errors
///
/// The body is not a [`SettleResponse`], it reports a success without a transaction, or it reports
/// a success or a failure with a status that proxies and overloaded servers send: then the payment
/// may be settled.
pub fn settle_answer(status: u16, body: &[u8]) -> Result<SettleResponse, FacilitatorFailure> {
    match read_settlement(body) {
        Ok(answer) if answer.success && answer.transaction.is_empty() => Err(unreadable(status)),
        Ok(answer) if answer.success && is_success(status) => Ok(answer),
        Ok(answer) if !answer.success && (can_report_failure(status) || is_pending(&answer)) => {
            Ok(answer)
        }
        Ok(_) => Err(match unreadable(status) {
            // A facilitator took the request and answered it.
            FacilitatorFailure::NotProcessed => FacilitatorFailure::InvalidResponse,
            failure => failure,
        }),
        Err(_) => Err(unreadable(status)),
    }
}

/// Reads a settlement as facilitators write it: some leave out what they do not state.
fn read_settlement(body: &[u8]) -> Result<SettleResponse, Error> {
    let mut json = Json::parse(body)?;
    if let Json::Object(object) = &mut json {
        for name in ["transaction", "network"] {
            if object.get(name).is_none_or(Json::is_null) {
                object.insert(name, "");
            }
        }
    }
    SettleResponse::from_json(json)
}

/// Whether a failed call can only succeed once the seller has changed the settings: the URL, the
/// credentials.
///
/// `status` is the response's HTTP status, if there was a response. Otherwise the facilitator may
/// be out of order, which passes: a server that starts goes on.
#[must_use]
pub fn is_configuration_error(failure: FacilitatorFailure, status: Option<u16>) -> bool {
    match failure {
        FacilitatorFailure::NotProcessed => {
            status.is_some_and(|status| !matches!(status, 408 | 429 | 500..))
        }
        FacilitatorFailure::NoResponse => false,
        FacilitatorFailure::InvalidResponse => true,
    }
}

fn is_pending(answer: &SettleResponse) -> bool {
    answer.error_reason.as_deref() == Some(SettleResponse::PENDING)
}

fn is_success(status: u16) -> bool {
    (200..300).contains(&status)
}

/// Classifies a status whose body cannot be read.
fn unreadable(status: u16) -> FacilitatorFailure {
    match status {
        // Turned away at the door: another place, credentials, path, method, size, form, rate.
        300..=399 | 401 | 403 | 404 | 405 | 413 | 415 | 429 => FacilitatorFailure::NotProcessed,
        408 | 500.. => FacilitatorFailure::NoResponse,
        _ => FacilitatorFailure::InvalidResponse,
    }
}

#[cfg(test)]
mod tests {
    use alloc::format;

    use super::*;

    #[test]
    fn verify_answers() {
        for (status, body, expected) in [
            (200, r#"{"isValid":true}"#, Ok(true)),
            (200, r#"{"isValid":false}"#, Ok(false)),
            (400, r#"{"isValid":false,"invalidReason":"x"}"#, Ok(false)),
            (
                503,
                r#"{"isValid":true}"#,
                Err(FacilitatorFailure::InvalidResponse),
            ),
            (
                200,
                r#"{"isValid":"true"}"#,
                Err(FacilitatorFailure::InvalidResponse),
            ),
            (
                200,
                r#"{"isValid":true"#,
                Err(FacilitatorFailure::InvalidResponse),
            ),
            (200, "", Err(FacilitatorFailure::InvalidResponse)),
            (400, "bad request", Err(FacilitatorFailure::InvalidResponse)),
            (401, "", Err(FacilitatorFailure::NotProcessed)),
            (429, "slow down", Err(FacilitatorFailure::NotProcessed)),
            (408, "", Err(FacilitatorFailure::NoResponse)),
            (502, "oops", Err(FacilitatorFailure::NoResponse)),
        ] {
            let answer = verify_answer(status, body.as_bytes()).map(|answer| answer.is_valid);
            assert_eq!(answer, expected, "{status} {body}");
        }
    }

    #[test]
    fn what_the_seller_must_change() {
        for (failure, status, expected) in [
            (FacilitatorFailure::NotProcessed, Some(401), true),
            (FacilitatorFailure::NotProcessed, Some(403), true),
            (FacilitatorFailure::NotProcessed, Some(404), true),
            (FacilitatorFailure::NotProcessed, Some(301), true),
            (FacilitatorFailure::NotProcessed, Some(429), false),
            (FacilitatorFailure::NotProcessed, None, false),
            (FacilitatorFailure::InvalidResponse, Some(200), true),
            (FacilitatorFailure::NoResponse, Some(503), false),
            (FacilitatorFailure::NoResponse, None, false),
        ] {
            assert_eq!(
                is_configuration_error(failure, status),
                expected,
                "{failure:?} {status:?}"
            );
        }
    }

    #[test]
    fn what_a_facilitator_does_not_state_is_empty() {
        for members in [
            r#""transaction":"","network":"","payer":"""#,
            r#""transaction":null,"network":null,"payer":null"#,
            r#""errorReason":null"#,
        ] {
            let body = format!(r#"{{"success":false,{members}}}"#);
            let answer = settle_answer(200, body.as_bytes()).unwrap();
            assert_eq!((&*answer.transaction, &*answer.network), ("", ""), "{body}");
            let body = format!(r#"{{"success":true,{members}}}"#);
            let answer = settle_answer(200, body.as_bytes());
            assert_eq!(answer, Err(FacilitatorFailure::InvalidResponse), "{body}");
        }
        for body in [
            r#"{"success":true,"transaction":"0x1","network":7}"#,
            r#"{"success":false,"transaction":{},"network":""}"#,
            r#"{"transaction":"0x1","network":"eip155:1"}"#,
            "[]",
        ] {
            let answer = settle_answer(200, body.as_bytes());
            assert_eq!(answer, Err(FacilitatorFailure::InvalidResponse), "{body}");
        }
        let body = r#"{"success":true,"transaction":"0x1"}"#;
        assert_eq!(settle_answer(200, body.as_bytes()).unwrap().network, "");
    }

    #[test]
    fn settle_answers() {
        let success = r#"{"success":true,"transaction":"0x1","network":"eip155:1"}"#;
        let failure = r#"{"success":false,"transaction":"","network":"eip155:1"}"#;
        let pending = r#"{"success":false,"errorReason":"settlement_pending","transaction":"0x1","network":"eip155:1"}"#;
        for (status, body, expected) in [
            (200, success, Ok(true)),
            (200, failure, Ok(false)),
            (400, failure, Ok(false)),
            (402, failure, Ok(false)),
            (412, failure, Ok(false)),
            (422, failure, Ok(false)),
            (201, failure, Err(FacilitatorFailure::InvalidResponse)),
            (401, failure, Err(FacilitatorFailure::InvalidResponse)),
            (429, failure, Err(FacilitatorFailure::InvalidResponse)),
            (500, failure, Err(FacilitatorFailure::NoResponse)),
            (503, failure, Err(FacilitatorFailure::NoResponse)),
            (500, pending, Ok(false)),
            (401, pending, Ok(false)),
            (503, success, Err(FacilitatorFailure::NoResponse)),
            (302, success, Err(FacilitatorFailure::InvalidResponse)),
            (
                200,
                r#"{"success":"true","transaction":"0x1","network":"eip155:1"}"#,
                Err(FacilitatorFailure::InvalidResponse),
            ),
            (
                200,
                r#"{"success":true,"transaction":null,"network":"eip155:1"}"#,
                Err(FacilitatorFailure::InvalidResponse),
            ),
            (500, "oops", Err(FacilitatorFailure::NoResponse)),
            (404, "", Err(FacilitatorFailure::NotProcessed)),
        ] {
            let answer = settle_answer(status, body.as_bytes()).map(|answer| answer.success);
            assert_eq!(answer, expected, "{status} {body}");
        }
    }
}
