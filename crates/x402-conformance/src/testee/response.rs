//! What a testee answers.

use std::collections::BTreeMap;

use serde::Serialize;
use x402_core::{
    Error, Position,
    scheme::{Rejection, Undecided},
    verify::Verified,
};

use super::Hello;
use crate::schema::Step;

/// One response line.
#[derive(Clone, Debug, Eq, PartialEq, Serialize)]
pub struct Response {
    /// The request's; none where it could not be read.
    pub id: Option<String>,
    /// The answer.
    #[serde(flatten)]
    pub answer: Answer,
}

/// What a testee says of a request.
#[derive(Clone, Debug, Eq, PartialEq, Serialize)]
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
    },
    /// The intermediate values; what was not reached is left out.
    Digest {
        /// By step; none where there is none, such as nobody recovered.
        derived: BTreeMap<Step, Option<String>>,
    },
    /// The request cannot be answered.
    Error {
        /// Why.
        detail: String,
    },
    /// Refused.
    Reject {
        /// The abstract code.
        #[serde(skip_serializing_if = "Option::is_none")]
        code: Option<String>,
        /// The `invalidReason` that goes on the wire.
        wire_code: String,
        /// JSON pointer into the payment or message.
        #[serde(skip_serializing_if = "Option::is_none")]
        path: Option<String>,
        /// For people.
        detail: String,
    },
    /// Not refusable, and not provable without the chain.
    Undecided {
        /// What to ask.
        needs: Vec<String>,
    },
    /// The operation, scheme or feature is not there.
    Unsupported,
    /// Who the testee is.
    #[serde(untagged)]
    Hello(Hello),
}

impl Answer {
    pub(super) fn accept() -> Self {
        Self::Accept {
            payer: None,
            unchecked: None,
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
            wire_code: error.code().wire_code().to_owned(),
            path,
            detail: error.to_string(),
        }
    }
}

impl From<&Rejection> for Answer {
    fn from(rejection: &Rejection) -> Self {
        Self::Reject {
            code: Some(rejection.code().to_owned()),
            wire_code: rejection.wire_code().to_owned(),
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

impl From<&Verified> for Answer {
    fn from(verified: &Verified) -> Self {
        Self::Accept {
            payer: Some(verified.payer().to_string()),
            unchecked: Some(verified.unchecked().map(|ask| ask.to_string()).collect()),
        }
    }
}
