//! Where contracts keep what the chain's state is made of.

use alloy_primitives::{U256, keccak256};
use x402_core::{amount::Amount, evm::Address};

// Circle's `FiatToken`, by the order of its variables.
pub(super) const PAUSED: u64 = 1;
pub(super) const BLACKLISTED: u64 = 3;
pub(super) const BALANCES: u64 = 9;
pub(super) const ALLOWED: u64 = 10;
pub(super) const DOMAIN_SEPARATOR: u64 = 15;
pub(super) const AUTHORIZATION_STATES: u64 = 16;

/// Permit2's bitmaps of used nonces.
pub(super) const NONCE_BITMAP: u64 = 0;

/// Where `FiatTokenProxy` keeps the implementation's address.
pub(super) const IMPLEMENTATION: &str =
    "0x7050c9e0f4ca769c69bd3a8ef740bc37934f8e2c036e5a723fd8ee048ed3f8c3";

/// Where it keeps the address of its administrator.
pub(super) const ADMINISTRATOR: &str =
    "0x10d6a54a4754c8869d6886b5f5d7fbfa5b4522237ea5c60d11bc4e7a1ff9390b";

/// The slot of a mapping's value.
pub(super) fn of(key: [u8; 32], mapping: [u8; 32]) -> [u8; 32] {
    keccak256([key, mapping].concat()).0
}

/// A number as a word.
pub(super) fn number(value: u64) -> [u8; 32] {
    U256::from(value).to_be_bytes()
}

/// An address as a word.
pub(super) fn address(address: Address) -> [u8; 32] {
    let mut word = [0; 32];
    for (to, from) in word.iter_mut().skip(12).zip(address.as_bytes()) {
        *to = *from;
    }
    word
}

/// The word of a paused token: the flag in front of the address of the one who may pause.
pub(super) fn paused() -> [u8; 32] {
    (U256::from(1) << 160_usize).to_be_bytes()
}

/// The word of Permit2's bitmap that has a nonce, and the bitmap with that nonce used.
pub(super) fn bitmap(nonce: Amount) -> ([u8; 32], [u8; 32]) {
    let nonce = nonce.to_u256();
    let bit = U256::from(1) << (nonce & U256::from(255));
    ((nonce >> 8_usize).to_be_bytes(), bit.to_be_bytes())
}

/// A word as JSON-RPC has it.
pub(super) fn hex(bytes: impl AsRef<[u8]>) -> String {
    alloy_primitives::hex::encode_prefixed(bytes)
}
