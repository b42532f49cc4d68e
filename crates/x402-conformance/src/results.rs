//! What a run found: a file of JSON lines, a header and then one line for each vector.

use serde::{Deserialize, Serialize};

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
