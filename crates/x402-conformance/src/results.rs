//! What a run found: a file of JSON lines, a header and then one line for each vector.

mod counts;

use std::fmt;

use serde::{Deserialize, Serialize};

pub use self::counts::Counts;
use crate::{
    schema::{Level, Verdict},
    testee::Hello,
};

/// The format's name and version.
pub const FORMAT: &str = "x402-results/1";

/// A whole run.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Results {
    /// Who was asked, and what.
    pub header: Header,
    /// One for each vector, in the order of the set.
    pub records: Vec<Record>,
}

/// The first line: who was asked, and what.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Header {
    /// `x402-results/1`.
    pub format: String,
    /// The version of the vectors.
    pub set: String,
    /// The spec revision whose expectations counted.
    pub spec: String,
    /// The implementation.
    pub testee: Hello,
    /// How many lines follow.
    pub vectors: usize,
    /// Published form: how many outcomes are kept back until the maintainers were told.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub withheld: Option<usize>,
    /// Published form in which something is withheld: how many vectors passed. They are not
    /// listed, since the ids that are missing would name what is withheld.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub passed: Option<usize>,
}

/// Every further line: what became of one vector.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub struct Record {
    /// The vector's id.
    pub id: String,
    /// Its group.
    pub group: String,
    /// How the answer compares with the expectation.
    pub outcome: Status,
    /// The expectation.
    pub expected: Expected,
    /// The answer.
    pub got: Got,
    /// Whether the implementation's list of expected failures names it.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub expected_failure: bool,
    /// How long the answer took, in microseconds; left out where results are compared.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub micros: Option<u64>,
}

/// How an answer compares with the expectation.
#[derive(Clone, Copy, Debug, Deserialize, Eq, Ord, PartialEq, PartialOrd, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Status {
    /// As expected.
    Pass,
    /// Another verdict that conforms, or one where the specification leaves it open.
    Allowed,
    /// The right verdict for another reason.
    NonStrict,
    /// Not answered for want of the feature.
    Unsupported,
    /// The wrong verdict.
    Fail,
    /// No verdict: it threw, crashed, took too long or broke the protocol.
    Error,
}

impl Status {
    /// Whether the implementation does not conform.
    #[must_use]
    pub const fn is_failure(self) -> bool {
        matches!(self, Self::Error | Self::Fail)
    }
}

impl fmt::Display for Status {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Pass => "pass",
            Self::Allowed => "allowed",
            Self::NonStrict => "non_strict",
            Self::Unsupported => "unsupported",
            Self::Fail => "fail",
            Self::Error => "error",
        })
    }
}

/// What a vector demands, under the revision of the run.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Expected {
    /// The verdict.
    pub verdict: Verdict,
    /// The abstract code.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub code: Option<String>,
    /// JSON pointer into the payment.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub path: Option<String>,
    /// How binding it is.
    pub level: Level,
}

/// Such as `reject amount.mismatch at /payload/authorization/value`.
impl fmt::Display for Expected {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.verdict)?;
        reason(f, self.code.as_deref(), self.path.as_deref())
    }
}

/// What an implementation answered.
#[derive(Clone, Debug, Default, Deserialize, Eq, PartialEq, Serialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub struct Got {
    /// `accept`, `reject`, `undecided`, `unsupported`, `error`, `crash`, `timeout` or `protocol`.
    pub result: String,
    /// The abstract code.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub code: Option<String>,
    /// The `invalidReason` that it sends.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub wire_code: Option<String>,
    /// JSON pointer into the payment.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub path: Option<String>,
    /// In its own words.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub detail: Option<String>,
}

/// Such as `reject amount.mismatch at /payload/authorization/value (9999 is not 10000)`.
impl fmt::Display for Got {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.result)?;
        let code = self.code.as_deref().or(self.wire_code.as_deref());
        reason(f, code, self.path.as_deref())?;
        match &self.detail {
            Some(detail) => write!(f, " ({detail})"),
            None => Ok(()),
        }
    }
}

/// The code, and the place unless it is the whole message.
fn reason(f: &mut fmt::Formatter<'_>, code: Option<&str>, path: Option<&str>) -> fmt::Result {
    if let Some(code) = code {
        write!(f, " {code}")?;
    }
    match path {
        Some(path) if !path.is_empty() => write!(f, " at {path}"),
        _ => Ok(()),
    }
}
