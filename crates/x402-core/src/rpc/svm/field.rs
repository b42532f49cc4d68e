//! Numbers and bytes as Solana's JSON-RPC writes them.

use alloc::vec::Vec;

use crate::{header::decode_base64, json::Json};

/// Reads an integer of at most 64 bits.
pub(super) fn number(json: &Json<'_>) -> Option<u64> {
    json.as_number()?.to_u64()
}

/// The bytes of `["...","base64"]`.
pub(super) fn base64(json: &Json<'_>) -> Option<Vec<u8>> {
    match json.as_array()? {
        [text, encoding] if encoding.as_str() == Some("base64") => {
            decode_base64(text.as_str()?, usize::MAX).ok()
        }
        _ => None,
    }
}
