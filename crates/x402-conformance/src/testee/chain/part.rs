//! What answers and values are made of.

use std::fmt;

use serde_json::{Map, Value, json};
use x402_core::chain::{Head, TransactionFault};

use super::super::transaction::hex;

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
