//! Answers as the protocol writes them.

use std::fmt;

use serde_json::{Map, Value, json};
use x402_core::chain::{self, Fact, Head, Revert, TransactionFault};

use super::{super::transaction::hex, value};

/// What a node answered, as of which point of the chain.
pub(super) fn write(fact: &Fact) -> Value {
    let mut members = match &fact.answer {
        chain::Answer::Value(value) => value::write(value),
        chain::Answer::Refused(revert) => one("refused", refused(revert)),
        chain::Answer::Failed(failure) => {
            let mut members = one("failed", word(failure.cause).into());
            members.insert("transient".into(), failure.cause.is_transient().into());
            if let Some(code) = failure.code {
                members.insert("code".into(), code.into());
            }
            if let Some(seconds) = failure.retry_after {
                members.insert("retry_after".into(), seconds.into());
            }
            members
        }
        chain::Answer::Nonsense(nonsense) => one("nonsense", word(nonsense).into()),
    };
    if let Some(at) = &fact.at {
        members.insert("at".into(), head(at));
    }
    Value::Object(members)
}

pub(super) fn one(name: &str, value: Value) -> Map<String, Value> {
    [(name.to_owned(), value)].into_iter().collect()
}

/// A point of a chain: its height, and hash and time where they are known.
pub(super) fn head(head: &Head) -> Value {
    let mut members = one("height", head.height().to_string().into());
    if let Some(block) = head.block() {
        members.insert("hash".into(), hex(&block.hash).into());
    }
    if let Some(time) = head.time() {
        members.insert("time".into(), time.to_string().into());
    }
    Value::Object(members)
}

fn refused(revert: &Revert) -> Value {
    match revert {
        Revert::BadReturn => "bad_return".into(),
        Revert::Known(error) => json!({"error": error.as_str()}),
        Revert::Message(text) => json!({"message": text}),
        Revert::Panic(code) => json!({"panic": code.to_string()}),
        Revert::Silent => "silent".into(),
        Revert::Transaction(fault) => json!({"fault": self::fault(fault)}),
        Revert::Unknown(selector) => json!({"unknown": hex(selector)}),
        other => format!("{other:?}").into(),
    }
}

/// An error of Solana's runtime.
pub(super) fn fault(fault: &TransactionFault) -> Value {
    match fault {
        TransactionFault::Instruction {
            index,
            custom,
            name,
        } => json!({"instruction": index, "custom": custom, "name": name}),
        TransactionFault::Other(name) => json!({"name": name}),
        fault => json!({"name": format!("{fault:?}")}),
    }
}

/// A variant's name in words, such as `rate_limited`.
pub(super) fn word(variant: impl fmt::Debug) -> String {
    let mut word = String::new();
    for c in format!("{variant:?}").chars() {
        if c.is_ascii_uppercase() && !word.is_empty() {
            word.push('_');
        }
        word.push(c.to_ascii_lowercase());
    }
    word
}
