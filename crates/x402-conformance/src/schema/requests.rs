//! What the operations about a seller's server, a client's choice and discovery take.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;

/// What a seller offers, and the requests that come, one after another.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct AnswerRequests {
    /// The offer, the same for every route.
    pub requirements: Box<RawValue>,
    /// The offer of version 1 beside it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub requirements_v1: Option<Box<RawValue>>,
    /// The 402's `extensions`.
    pub extensions: Box<RawValue>,
    /// The requests, each answered before the next one comes.
    pub requests: Vec<HttpRequest>,
}

/// An HTTP request.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct HttpRequest {
    /// In upper case.
    pub method: String,
    /// The whole URL, with its query.
    pub url: String,
    /// By name, in lower case.
    pub headers: BTreeMap<String, String>,
    /// The body; empty if absent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub body: Option<String>,
    /// When it comes, in Unix seconds.
    pub now: u64,
}

/// A payment that was settled.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Discover {
    /// The seller's request to settle it, as JSON.
    pub request: String,
}

/// What a server asks for, and who could pay it.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Select {
    /// The message `PaymentRequired` of version 2, as JSON.
    pub required: String,
    /// The addresses of the wallet's accounts.
    pub accounts: Vec<String>,
    /// The other authentication that the client brings, by the types of `auth-hints`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub authentication: Vec<String>,
    /// What the client adds to an extension.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub add: Option<Addition>,
}

/// What a client adds to the `info` of an extension.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Addition {
    /// The extension's name.
    pub extension: String,
    /// The member of its `info`.
    pub member: String,
    /// The member's value.
    pub value: Box<RawValue>,
}
