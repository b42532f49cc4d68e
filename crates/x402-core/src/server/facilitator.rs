//! A facilitator's answers, from its HTTP status and body.

use core::fmt;

use crate::{
    message::{SettleResponse, VerifyResponse},
    words::words,
};

words! {
    /// Why a facilitator gave no answer that says anything.
    #[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
    #[expect(
        clippy::exhaustive_enums,
        reason = "a new case must break the build of every caller"
    )]
    pub enum FacilitatorFailure: error "failure of a facilitator" {
        /// The request was not taken: no connection, or refused before it was looked at. Nothing
        /// has happened to the payment.
        NotProcessed = "not_processed",
        /// The request may have been taken and no answer came: a time-out, a broken connection, an
        /// overloaded server.
        NoResponse = "no_response",
        /// What came is no answer of a facilitator, or contradicts itself.
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
/// A failure counts with any status: some facilitators send it with 400.
///
/// # Errors
///
/// The body is no [`SettleResponse`], or it reports a success with a status that is none.
pub fn settle_answer(status: u16, body: &[u8]) -> Result<SettleResponse, FacilitatorFailure> {
    match SettleResponse::parse(body) {
        Ok(answer) if !answer.success || is_success(status) => Ok(answer),
        Ok(_) => Err(FacilitatorFailure::InvalidResponse),
        Err(_) => Err(unreadable(status)),
    }
}

fn is_success(status: u16) -> bool {
    (200..300).contains(&status)
}

/// What a status says whose body says nothing.
fn unreadable(status: u16) -> FacilitatorFailure {
    match status {
        // Turned away at the door: credentials, path, method, size, form, rate.
        401 | 403 | 404 | 405 | 413 | 415 | 429 => FacilitatorFailure::NotProcessed,
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
        for (status, body, expected) in [
            (200, success, Ok(true)),
            (200, failure, Ok(false)),
            (400, failure, Ok(false)),
            (503, success, Err(FacilitatorFailure::InvalidResponse)),
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
