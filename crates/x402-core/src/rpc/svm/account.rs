//! Accounts as Solana's JSON-RPC writes them.

use super::field::{base64, number};
use crate::{
    chain::{AccountInfo, Value},
    json::Json,
};

/// An account, or null if it does not exist.
pub(super) fn value(json: &Json<'_>) -> Option<Value> {
    if json.is_null() {
        return Some(Value::AccountInfo(None));
    }
    info(json).map(|account| Value::AccountInfo(Some(account)))
}

/// An account that exists.
pub(super) fn info(json: &Json<'_>) -> Option<AccountInfo> {
    let object = json.as_object()?;
    Some(AccountInfo {
        owner: object.get("owner")?.as_str()?.parse().ok()?,
        lamports: number(object.get("lamports")?)?,
        executable: object.get("executable")?.as_bool()?,
        data: base64(object.get("data")?)?,
    })
}
