//! A facilitator's answers, from its HTTP status and body.

mod extension_responses;
mod redirect;

use core::fmt;

pub use self::{
    extension_responses::{EXTENSION_RESPONSES, with_extension_responses},
    redirect::FacilitatorRedirect,
};
use crate::{
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
/// every status: a hosted facilitator sends it with 500.
///
/// # Errors
///
/// The body is not a [`SettleResponse`], or it reports a success or a failure with a status that
/// proxies and overloaded servers send: then the payment may be settled.
pub fn settle_answer(status: u16, body: &[u8]) -> Result<SettleResponse, FacilitatorFailure> {
    match SettleResponse::parse(body) {
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
