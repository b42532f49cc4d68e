//! The kinds of answer.

mod write;

use core::fmt;

pub(super) use self::write::{maybe, one};
use super::{failure::Failure, revert::Revert, value::Value};
use crate::{json::Object, words::words};

/// A node's answer to a query.
///
/// Only [`Value`](Self::Value) and [`Refused`](Self::Refused) are about the chain. The other two
/// are about the node and never prove anything.
#[derive(Clone, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
#[expect(
    clippy::exhaustive_enums,
    reason = "a new case must break the build of every caller"
)]
pub enum Answer {
    /// The chain's answer.
    Value(Value),
    /// The chain refuses: the call reverts, or the transaction fails.
    Refused(Revert),
    /// The node did not answer.
    Failed(Failure),
    /// The node answered something that is not an answer to the query.
    Nonsense(Nonsense),
}

impl Answer {
    /// The value, if this is one.
    #[must_use]
    pub fn value(&self) -> Option<&Value> {
        match self {
            Self::Value(value) => Some(value),
            _ => None,
        }
    }

    /// The JSON form: an object whose first member tells what the answer is.
    ///
    /// A value has the name of its kind, such as `amount`, `receipt` or `account`, and `null` for
    /// an absence; a refusal is `refused`, a failure is `failed` with `transient`, `code` and
    /// `retry_after`, and nonsense is `nonsense`. Integers are decimal digits, bytes are hex, or
    /// base64 for an account's data. `spec-vectors/TESTEE.md` has the members of each.
    ///
    /// ```
    /// use x402_core::{amount::Amount, chain::{Answer, Value}, json::Json};
    ///
    /// let answer = Answer::Value(Value::Amount(Amount::from(5_u64)));
    /// assert_eq!(Json::from(answer.to_object()).to_string(), r#"{"amount":"5"}"#);
    /// ```
    #[must_use]
    pub fn to_object(&self) -> Object<'static> {
        write::answer(self)
    }

    /// Whether the node answered the query: with a value or a refusal.
    #[must_use]
    pub fn is_answered(&self) -> bool {
        matches!(self, Self::Value(_) | Self::Refused(_))
    }
}

words! {
    /// Why a node's response is not an answer.
    #[derive(Clone, Copy, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
    #[non_exhaustive]
    pub enum Nonsense: error "kind of nonsense" {
        /// The response has two answers to the request.
        DuplicateId = "duplicate_id",
        /// The response has no answer to the request.
        MissingId = "missing_id",
        /// The body is not JSON, or not by the rules of [`Json`](crate::json::Json): such as an HTML
        /// page with status 200.
        NotJson = "not_json",
        /// The body is JSON, but not a JSON-RPC 2.0 response.
        NotJsonRpc = "not_json_rpc",
        /// The answer is about something that was not asked: another hash, a log outside the filter.
        Unasked = "unasked",
        /// The result does not have the method's type.
        WrongType = "wrong_type",
    }
}

impl fmt::Display for Nonsense {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::DuplicateId => "the response answers the request twice",
            Self::MissingId => "the response does not answer the request",
            Self::NotJson => "the response is not JSON",
            Self::NotJsonRpc => "the response is not JSON-RPC 2.0",
            Self::Unasked => "the response is about something that was not asked",
            Self::WrongType => "the result does not have the type of the method's result",
        })
    }
}
