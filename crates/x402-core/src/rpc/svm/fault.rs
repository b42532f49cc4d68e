//! The runtime's errors.

use alloc::string::String;

use crate::{
    chain::{Nonsense, TransactionFault},
    json::{Json, Number},
};

/// Reads a member `err`; `None` if it is null.
///
/// # Errors
///
/// It is not an error of the runtime.
pub(super) fn read(err: &Json<'_>) -> Result<Option<TransactionFault>, Nonsense> {
    match err {
        Json::Null => Ok(None),
        err => fault(err).map(Some).ok_or(Nonsense::WrongType),
    }
}

fn fault(err: &Json<'_>) -> Option<TransactionFault> {
    match err {
        Json::String(text) => Some(match &**text {
            "AccountNotFound" => TransactionFault::AccountNotFound,
            "AlreadyProcessed" => TransactionFault::AlreadyProcessed,
            "BlockhashNotFound" => TransactionFault::BlockhashNotFound,
            "InsufficientFundsForFee" => TransactionFault::InsufficientFundsForFee,
            text => TransactionFault::Other(name(text)?),
        }),
        Json::Object(object) => {
            let mut members = object.iter();
            let (kind, details) = members.next()?;
            if members.next().is_some() {
                return None;
            }
            match (kind, details.as_array()) {
                ("InstructionError", Some([index, error])) => instruction(index, error),
                ("InstructionError", _) => None,
                (kind, _) => Some(TransactionFault::Other(name(kind)?)),
            }
        }
        _ => None,
    }
}

fn instruction(index: &Json<'_>, error: &Json<'_>) -> Option<TransactionFault> {
    let index = u8::try_from(index.as_number()?.to_u64()?).ok()?;
    let (text, custom) = match error {
        Json::String(text) => (&**text, None),
        Json::Object(object) => {
            let (text, value) = object.iter().next()?;
            let number = value.as_number().and_then(Number::to_u64);
            let custom = number.and_then(|number| u32::try_from(number).ok());
            (text, custom.filter(|_| text == "Custom"))
        }
        _ => return None,
    };
    Some(TransactionFault::Instruction {
        index,
        custom,
        name: name(text)?,
    })
}

/// A name of the runtime's: letters and digits, and not many.
fn name(text: &str) -> Option<String> {
    let is_name =
        (1..=64).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_alphanumeric());
    is_name.then(|| text.into())
}
