//! Recovery in variable time, by this project's own arithmetic.

use x402_secp256k1::Signature as Numbers;

use super::address_of_coordinates;
use crate::evm::{Address, Signature};

/// The address whose key made `signature` of `digest`; `None` if no key can have.
#[must_use]
pub fn recover(digest: &[u8; 32], signature: &Signature) -> Option<Address> {
    let numbers = Numbers::new(signature.r(), signature.s(), signature.y_parity())?;
    let key = numbers.recover(digest)?;
    Some(address_of_coordinates(&key.to_bytes()))
}
