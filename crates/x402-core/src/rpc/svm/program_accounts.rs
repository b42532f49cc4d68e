//! The accounts of a program: the result of `getProgramAccounts`.

use alloc::vec::Vec;

use super::account;
use crate::{
    chain::{Answer, Cause, Failure, Nonsense, ProgramAccount, ProgramAccountFilter, Value},
    json::Json,
};

/// The accounts by address: each once, and each one that was asked for.
pub(super) fn read(filter: &ProgramAccountFilter, value: &Json<'_>) -> Option<Answer> {
    let elements = value.as_array()?;
    if elements.len() > ProgramAccountFilter::MAX_ACCOUNTS {
        return Some(Answer::Failed(Failure::new(Cause::TooLarge)));
    }
    let accounts = elements.iter().map(|element| {
        let object = element.as_object()?;
        Some(ProgramAccount {
            address: object.get("pubkey")?.as_str()?.parse().ok()?,
            account: account::info(object.get("account")?)?,
        })
    });
    let mut accounts: Vec<_> = accounts.collect::<Option<_>>()?;
    accounts.sort_unstable();
    let is_repeated = accounts.windows(2).any(|pair| match pair {
        [one, other] => one.address == other.address,
        _ => false,
    });
    if is_repeated {
        return None;
    }
    Some(if accounts.iter().all(|it| filter.matches(&it.account)) {
        Answer::Value(Value::ProgramAccounts(accounts))
    } else {
        Answer::Nonsense(Nonsense::Unasked)
    })
}
