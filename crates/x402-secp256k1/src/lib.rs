//! Who signed: ECDSA over secp256k1, recovered and verified in variable time, for public data only.
//!
//! **This crate has no signing and must never be given a secret.** How long a call takes, which
//! branches it takes and which memory it reads depend on every bit of its input. A signature, a
//! digest and a public key that came over a wire are no secret; a private key, a nonce or a shared
//! secret is one, and needs another library: libsecp256k1 or `k256`. For the same reason nothing
//! here is erased after use.
//!
//! ```
//! use x402_secp256k1::Signature;
//!
//! # let (digest, r, s) = x402_secp256k1_example();
//! let signature = Signature::new(&r, &s, true).expect("r and s from 1 to n - 1");
//! let key = signature.recover(&digest).expect("a key");
//! assert!(key.verify(&digest, &signature));
//! assert!(key.prepare().verify(&digest, &signature));
//! # fn x402_secp256k1_example() -> ([u8; 32], [u8; 32], [u8; 32]) {
//! #     let one = core::array::from_fn(|i| u8::from(i == 31));
//! #     ([7; 32], one, [9; 32])
//! # }
//! ```
//!
//! # How it is built
//!
//! | module | what |
//! |---|---|
//! | `limbs` | integers of 256 bits |
//! | `inverse` | inverses modulo a prime, by division steps |
//! | `field`, `scalar` | integers modulo p and modulo n |
//! | `point` | points of the curve, and their sums |
//! | `endomorphism` | scalars of half the length |
//! | `multiply`, `comb` | multiples of a point met once, and of one whose multiples are kept |
//! | `signature`, `recover`, `public_key`, `prepared_key`, `batch` | what the crate is for |
//!
//! The multiples of the generator, 139 kB, are made at the first call, which takes as long as some
//! twenty later ones.

#![no_std]

extern crate alloc;

mod batch;
#[cfg(test)]
mod big;
mod comb;
mod endomorphism;
mod field;
mod inverse;
mod limbs;
mod multiply;
mod point;
mod prepared_key;
mod public_key;
mod recover;
mod scalar;
mod signature;

pub use self::{
    batch::{Signed, verify_batch},
    prepared_key::PreparedKey,
    public_key::PublicKey,
    signature::Signature,
};
