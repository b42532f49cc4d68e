//! A broken rule: a failure in a report, or a warning.

use x402_core::scheme;

/// A well-formed payment that breaks a rule; also the form of a warning.
#[derive(Clone, Debug, Eq, PartialEq, uniffi::Record)]
pub struct Rejection {
    /// The abstract dotted code, such as `amount.mismatch`; stable.
    pub code: String,
    /// The `invalidReason` for the wire, by rule and protocol version; stable.
    pub wire_code: String,
    /// JSON pointer (RFC 6901) into the payment as received.
    pub pointer: String,
    /// The Solana instruction that is meant, counted from 0.
    pub instruction: Option<u64>,
    /// What a good payment has there.
    pub expected: String,
    /// What was there instead.
    pub found: String,
    /// What to do next, in one sentence.
    pub hint: String,
    /// All of it in one line.
    pub detail: String,
}

impl From<&scheme::Rejection> for Rejection {
    fn from(rejection: &scheme::Rejection) -> Self {
        Self {
            code: rejection.code().to_owned(),
            wire_code: rejection.wire_code().to_owned(),
            pointer: rejection.pointer().to_owned(),
            instruction: rejection
                .instruction()
                .and_then(|index| index.try_into().ok()),
            expected: rejection.expected().to_owned(),
            found: rejection.found().to_owned(),
            hint: rejection.hint().to_owned(),
            detail: rejection.to_string(),
        }
    }
}
