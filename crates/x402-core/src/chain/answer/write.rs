//! Writes the JSON form of an answer.

use alloc::string::ToString as _;

use super::Answer;
use crate::{
    chain::{revert::Revert, transaction_outcome::TransactionFault},
    evm::hex,
    json::{Json, Number, Object},
};

pub(super) fn answer(answer: &Answer) -> Object<'static> {
    match answer {
        Answer::Value(value) => value.to_object(),
        Answer::Refused(revert) => one("refused", refused(revert)),
        Answer::Failed(failure) => {
            let mut members = one("failed", failure.cause.as_str());
            members.insert("transient", failure.cause.is_transient());
            // An integer is a number of JSON.
            let code = failure.code.map(|code| code.to_string());
            let code = code.and_then(|code| Some(Number::parse(&code).ok()?.into_owned()));
            if let Some(code) = code {
                members.insert("code", code);
            }
            if let Some(seconds) = failure.retry_after {
                members.insert("retry_after", u64::from(seconds));
            }
            members
        }
        Answer::Nonsense(nonsense) => one("nonsense", nonsense.as_str()),
    }
}

fn refused(revert: &Revert) -> Json<'static> {
    Json::Object(match revert {
        Revert::BadReturn => return "bad_return".into(),
        Revert::Silent => return "silent".into(),
        Revert::Known(error) => one("error", error.as_str()),
        Revert::Message(text) => one("message", text.clone()),
        Revert::Panic(code) => one("panic", code.to_string()),
        Revert::Transaction(fault) => one("fault", fault.to_object()),
        Revert::Unknown(selector) => one("unknown", hex::encode(selector)),
    })
}

impl TransactionFault {
    /// The JSON form: the runtime's `name`, and `instruction` and `custom` of a program's error.
    pub(in crate::chain) fn to_object(&self) -> Object<'static> {
        let name = match self {
            Self::AccountNotFound => "AccountNotFound",
            Self::AlreadyProcessed => "AlreadyProcessed",
            Self::BlockhashNotFound => "BlockhashNotFound",
            Self::InsufficientFundsForFee => "InsufficientFundsForFee",
            Self::Instruction {
                index,
                custom,
                name,
            } => {
                let mut members = one("instruction", u64::from(*index));
                members.insert("custom", maybe(*custom, u64::from));
                members.insert("name", name.clone());
                return members;
            }
            Self::Other(name) => return one("name", name.clone()),
        };
        one("name", name)
    }
}

/// An object of one member.
pub(in crate::chain) fn one(
    name: &'static str,
    value: impl Into<Json<'static>>,
) -> Object<'static> {
    let mut object = Object::new();
    object.insert(name, value);
    object
}

/// What the function makes of a value; `null` if there is none.
pub(in crate::chain) fn maybe<T, J: Into<Json<'static>>>(
    value: Option<T>,
    write: impl FnOnce(T) -> J,
) -> Json<'static> {
    value.map_or(Json::Null, |value| write(value).into())
}
