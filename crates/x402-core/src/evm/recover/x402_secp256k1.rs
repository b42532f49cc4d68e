//! Recovery in variable time, by this project's own arithmetic.

use x402_secp256k1::{PublicKey, Signature as Numbers};

use super::address_of_coordinates;
use crate::evm::{Address, Signature};

/// The address whose key made `signature` of `digest`; `None` if no key can have.
#[must_use]
pub fn recover(digest: &[u8; 32], signature: &Signature) -> Option<Address> {
    recover_key(digest, signature).map(|key| address_of_key(&key))
}

/// The key itself.
pub(in crate::evm) fn recover_key(digest: &[u8; 32], signature: &Signature) -> Option<PublicKey> {
    numbers(signature)?.recover(digest)
}

/// The address of a key.
pub(in crate::evm) fn address_of_key(key: &PublicKey) -> Address {
    address_of_coordinates(&key.to_bytes())
}

/// The numbers of a signature; always `Some`, since they are from 1 to n - 1.
pub(in crate::evm) fn numbers(signature: &Signature) -> Option<Numbers> {
    Numbers::new(signature.r(), signature.s(), signature.y_parity())
}
