//! The transactions that name an account: the result of `getSignaturesForAddress`.

use alloc::vec::Vec;

use super::field::number;
use crate::{
    chain::{AddressSignature, SvmQuery, Value},
    json::Json,
};

/// The signatures, newest first, and no more than were asked for.
pub(super) fn read(result: &Json<'_>) -> Option<Value> {
    let elements = result.as_array()?;
    if elements.len() > usize::from(SvmQuery::MAX_SIGNATURES) {
        return None;
    }
    let found: Vec<_> = elements.iter().map(signature).collect::<Option<_>>()?;
    found
        .is_sorted_by(|newer, older| newer.slot >= older.slot)
        .then_some(Value::AddressSignatures(found))
}

fn signature(json: &Json<'_>) -> Option<AddressSignature> {
    let object = json.as_object()?;
    let time = match object.get("blockTime") {
        None | Some(Json::Null) => None,
        Some(time) => Some(number(time)?),
    };
    Some(AddressSignature {
        signature: object.get("signature")?.as_str()?.parse().ok()?,
        slot: number(object.get("slot")?)?,
        time,
    })
}
