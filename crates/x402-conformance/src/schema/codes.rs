//! `codes.json`: what each abstract code means and what goes on the wire for it.

use std::collections::BTreeMap;

use serde::Deserialize;

/// The whole file.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq)]
#[serde(deny_unknown_fields)]
pub struct CodeTable {
    /// `x402-codes/1`.
    pub format: String,
    /// The version of the content.
    pub set: String,
    /// Every code, once.
    pub codes: Vec<Code>,
    /// Every known reason of a failed settlement, once.
    pub settle_reasons: Vec<SettleReason>,
}

impl CodeTable {
    /// The entry of a code.
    #[must_use]
    pub fn get(&self, code: &str) -> Option<&Code> {
        self.codes.iter().find(|entry| entry.code == code)
    }
}

/// A reason of a failed settlement, as facilitators write it.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq)]
#[serde(deny_unknown_fields)]
pub struct SettleReason {
    /// The `errorReason`, byte for byte.
    pub reason: String,
    /// What it is decided from before a transaction is sent.
    pub before: Before,
}

/// What a reason of a failed settlement is decided from, before a transaction is sent.
#[derive(Clone, Copy, Debug, Deserialize, Eq, PartialEq)]
#[serde(rename_all = "snake_case")]
pub enum Before {
    /// The request alone: certain whenever it is given.
    Static,
    /// The clock: certain if the first and only call gives it.
    Time,
    /// The chain's state: certain if the first and only call gives it.
    State,
    /// A transaction may have been sent: never certain.
    Never,
}

/// One abstract code.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq)]
#[serde(deny_unknown_fields)]
pub struct Code {
    /// The dotted name, such as `amount.mismatch`.
    pub code: String,
    /// What it means, in words.
    pub title: String,
    /// What follows from it.
    pub kind: Kind,
    /// Where each transfer method applies it.
    pub rules: Vec<CodeRule>,
    /// What implementations put on the wire for it, by implementation.
    pub aliases: BTreeMap<String, Vec<String>>,
}

/// What follows from a code.
#[derive(Clone, Copy, Debug, Deserialize, Eq, PartialEq)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// The message cannot be read.
    Malformed,
    /// The payment breaks a rule.
    Rejected,
    /// A check that only the chain can make, and that a verdict needs.
    Undecided,
    /// A warning.
    Warning,
}

/// Where one transfer method applies a code.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq)]
#[serde(deny_unknown_fields)]
pub struct CodeRule {
    /// `any` or `exact`.
    pub scheme: String,
    /// `any`, `eip3009`, `permit2`, `erc7710` or `solana`.
    pub method: String,
    /// JSON pointer into the payment as received.
    pub pointer: String,
    /// The `invalidReason`, by protocol version; empty for what is no rejection.
    pub wire: Wire,
    /// Where the rule comes from.
    pub source: String,
}

/// The `invalidReason` of a code, by protocol version.
#[derive(Clone, Debug, Default, Deserialize, Eq, PartialEq)]
#[serde(default, deny_unknown_fields)]
pub struct Wire {
    /// In version 1.
    pub v1: Option<String>,
    /// In version 2.
    pub v2: Option<String>,
}
