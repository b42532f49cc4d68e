//! Who a testee is.

use serde::{Deserialize, Serialize};

/// Who a testee is and what it can do.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
pub struct Hello {
    /// The implementation's name.
    pub name: String,
    /// Its version.
    pub version: String,
    /// The language that it is written in.
    pub language: String,
    /// The operations that it answers.
    pub ops: Vec<String>,
    /// The schemes that it verifies, by namespace of networks.
    pub schemes: Vec<String>,
    /// Where it takes the time from.
    pub clock: Clock,
    /// Where it takes chain facts from.
    pub state: StateSource,
}

/// Where a testee takes the time from.
#[derive(Clone, Copy, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Clock {
    /// From the request's `now`.
    Injected,
    /// From the machine: it needs vectors minted around the present.
    System,
}

/// Where a testee takes chain facts from.
#[derive(Clone, Copy, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum StateSource {
    /// From the request's `state`.
    Injected,
    /// It knows none.
    None,
}
