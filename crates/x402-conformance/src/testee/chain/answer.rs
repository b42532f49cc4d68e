//! Answers as the protocol writes them.

use serde_json::{Value, json};
use x402_core::chain::{self, Fact, Revert};

use super::{
    super::transaction::hex,
    part::{self, head, one, word},
    value,
};

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

fn refused(revert: &Revert) -> Value {
    match revert {
        Revert::BadReturn => "bad_return".into(),
        Revert::Known(error) => json!({"error": error.as_str()}),
        Revert::Message(text) => json!({"message": text}),
        Revert::Panic(code) => json!({"panic": code.to_string()}),
        Revert::Silent => "silent".into(),
        Revert::Transaction(fault) => json!({"fault": part::fault(fault)}),
        Revert::Unknown(selector) => json!({"unknown": hex(selector)}),
        other => format!("{other:?}").into(),
    }
}
