//! Quantities and bytes as the Ethereum JSON-RPC writes them.

use alloc::{format, string::String, vec::Vec};

use alloy_primitives::U256;

use crate::{
    amount::Amount,
    evm::{Address, hex},
    json::Json,
};

/// Writes a quantity: `0x` and digits without leading zeros.
pub(super) fn write(number: u64) -> String {
    format!("{number:#x}")
}

/// Reads a quantity of at most 256 bits. Leading zeros are read: some nodes write them.
pub(super) fn amount(json: &Json<'_>) -> Option<Amount> {
    let digits = json.as_str()?.strip_prefix("0x")?;
    if !(1..=64).contains(&digits.len()) || !digits.bytes().all(|digit| digit.is_ascii_hexdigit()) {
        return None;
    }
    U256::from_str_radix(digits, 16).ok().map(Amount::from_u256)
}

/// Reads a quantity of at most 64 bits.
pub(super) fn number(json: &Json<'_>) -> Option<u64> {
    amount(json)?.to_u64()
}

/// Reads 32 bytes.
pub(super) fn hash(json: &Json<'_>) -> Option<[u8; 32]> {
    hex::decode_array("hash", json.as_str()?).ok()
}

/// Reads an address; nodes write it in lower case, some with a checksum.
pub(super) fn address(json: &Json<'_>) -> Option<Address> {
    Address::parse_unchecked_case(json.as_str()?).ok()
}

/// Reads bytes.
pub(super) fn bytes(json: &Json<'_>) -> Option<Vec<u8>> {
    hex::decode("data", json.as_str()?).ok()
}
