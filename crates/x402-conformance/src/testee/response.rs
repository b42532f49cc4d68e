//! What a testee answers.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use x402_core::{
    Error, Position,
    scheme::{Refusal, Rejection, Undecided},
    verify::Verified,
};

use super::Hello;
use crate::schema::Step;

/// One response line.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
pub struct Response {
    /// The request's; none where it could not be read.
    pub id: Option<String>,
    /// The answer.
    #[serde(flatten)]
    pub answer: Answer,
}

/// What a testee says of a request.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(rename_all = "snake_case", tag = "result")]
pub enum Answer {
    /// The message is well formed, or the payer's signature is proven and nothing that could
    /// be checked failed.
    Accept {
        /// Whose signature is proven.
        #[serde(skip_serializing_if = "Option::is_none")]
        payer: Option<String>,
        /// What only the chain can still answer.
        #[serde(skip_serializing_if = "Option::is_none")]
        unchecked: Option<Vec<String>>,
        /// The codes of what the payee should know.
        #[serde(skip_serializing_if = "Option::is_none")]
        warnings: Option<Vec<String>>,
        /// What was made of the input, where the operation makes something.
        #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
        derived: BTreeMap<Step, Option<String>>,
    },
    /// The intermediate values; what was not reached is left out.
    Digest {
        /// By step; none where there is none, such as nobody recovered.
        derived: BTreeMap<Step, Option<String>>,
    },
    /// The request cannot be answered.
    Error {
        /// Why.
        #[serde(default)]
        detail: String,
    },
    /// Refused.
    Reject {
        /// The abstract code.
        #[serde(skip_serializing_if = "Option::is_none")]
        code: Option<String>,
        /// The `invalidReason` that goes on the wire.
        #[serde(skip_serializing_if = "Option::is_none")]
        wire_code: Option<String>,
        /// JSON pointer into the payment or message.
        #[serde(skip_serializing_if = "Option::is_none")]
        path: Option<String>,
        /// For people.
        #[serde(default)]
        detail: String,
    },
    /// Not refusable, and not provable without the chain.
    Undecided {
        /// What to ask.
        #[serde(default)]
        needs: Vec<String>,
    },
    /// The operation, scheme or feature is not there.
    Unsupported,
    /// Who the testee is.
    #[serde(untagged)]
    Hello(Box<Hello>),
}

impl Answer {
    pub(super) fn accept() -> Self {
        Self::Accept {
            payer: None,
            unchecked: None,
            warnings: None,
            derived: BTreeMap::new(),
        }
    }

    /// Accepted, with what was made of the input.
    pub(super) fn derived(steps: impl IntoIterator<Item = (Step, String)>) -> Self {
        let derived = steps.into_iter().map(|(step, value)| (step, Some(value)));
        Self::Accept {
            payer: None,
            unchecked: None,
            warnings: None,
            derived: derived.collect(),
        }
    }

    /// Refused for a reason that the protocol has no code for.
    pub(super) fn refused(detail: impl Into<String>) -> Self {
        Self::Reject {
            code: None,
            wire_code: None,
            path: None,
            detail: detail.into(),
        }
    }

    pub(super) fn error(detail: impl Into<String>) -> Self {
        Self::Error {
            detail: detail.into(),
        }
    }
}

impl From<&Error> for Answer {
    fn from(error: &Error) -> Self {
        let path = match error.position() {
            Position::Pointer(pointer) => Some(pointer.clone()),
            _ => None,
        };
        Self::Reject {
            code: Some(error.code().as_str().to_owned()),
            wire_code: Some(error.code().wire_code().to_owned()),
            path,
            detail: error.to_string(),
        }
    }
}

impl From<&Rejection> for Answer {
    fn from(rejection: &Rejection) -> Self {
        Self::Reject {
            code: Some(rejection.code().to_owned()),
            wire_code: Some(rejection.wire_code().to_owned()),
            path: Some(rejection.pointer().to_owned()),
            detail: rejection.to_string(),
        }
    }
}

impl From<&Undecided> for Answer {
    fn from(undecided: &Undecided) -> Self {
        Self::Undecided {
            needs: undecided.needs().map(|ask| ask.to_string()).collect(),
        }
    }
}

impl From<&Result<Verified, Refusal>> for Answer {
    fn from(verdict: &Result<Verified, Refusal>) -> Self {
        match verdict {
            Ok(verified) => Self::from(verified),
            Err(Refusal::Malformed(error)) => Self::from(error),
            Err(Refusal::Rejected(rejection)) => Self::from(rejection),
            Err(Refusal::Undecided(undecided)) => Self::from(undecided),
        }
    }
}

impl From<&Verified> for Answer {
    fn from(verified: &Verified) -> Self {
        let warnings = verified.warnings().iter();
        Self::Accept {
            payer: Some(verified.payer().to_string()),
            unchecked: Some(verified.unchecked().map(|ask| ask.to_string()).collect()),
            warnings: Some(warnings.map(|warning| warning.code().to_owned()).collect()),
            derived: BTreeMap::from([
                (Step::KeepUntil, Some(verified.keep_until().to_string())),
                (Step::ReplayKey, Some(verified.replay_key())),
            ]),
        }
    }
}
