//! Which address signed: public key recovery over secp256k1 (SEC 1, §4.1.6).
//!
//! Three back ends compute the same function. Of those whose features are on, the crate uses
//! libsecp256k1, else its own, else `k256`. They are public so that each can be tested and measured
//! beside the others; all other code calls [`Signature::recover`].

#[cfg(feature = "k256")]
pub mod k256;
#[cfg(feature = "secp256k1")]
pub mod secp256k1;
#[cfg(feature = "x402-secp256k1")]
pub mod x402_secp256k1;

use alloy_primitives::keccak256;

use super::{Address, Signature};

/// Recovers with the back end that the crate's features choose.
pub(super) fn recover(digest: &[u8; 32], signature: &Signature) -> Option<Address> {
    #[cfg(feature = "secp256k1")]
    return secp256k1::recover(digest, signature);
    #[cfg(all(feature = "x402-secp256k1", not(feature = "secp256k1")))]
    return x402_secp256k1::recover(digest, signature);
    #[cfg(all(
        feature = "k256",
        not(any(feature = "secp256k1", feature = "x402-secp256k1"))
    ))]
    return k256::recover(digest, signature);
}

/// The address of a public key in the uncompressed encoding of SEC 1, §2.3.3: the byte 4, x and y.
#[cfg(any(feature = "k256", feature = "secp256k1"))]
pub(super) fn address_of(point: &[u8]) -> Address {
    address_of_coordinates(point.split_first().map_or(point, |(_, rest)| rest))
}

/// The address of a public key: the last 20 bytes of the hash of its coordinates, x and y.
fn address_of_coordinates(coordinates: &[u8]) -> Address {
    let hash = keccak256(coordinates);
    let (_, last) = hash.split_at(12);
    let mut address = [0; 20];
    address.copy_from_slice(last);
    Address::new(address)
}
