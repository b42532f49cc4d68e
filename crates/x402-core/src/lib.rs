//! The x402 payment protocol, pure.

#![no_std]

extern crate alloc;

#[cfg(not(any(feature = "k256", feature = "secp256k1")))]
compile_error!("x402-core needs a back end to recover EVM payers: enable `secp256k1` or `k256`");

// Floor 1: values that cannot be invalid.
mod address;
pub mod amount;
pub mod asset;
pub mod evm;
pub mod json;
pub mod money;
pub mod network;
pub mod svm;
pub mod timestamp;
mod value_error;
mod version;

// Floor 2: what is on the wire.
mod error;
pub mod header;
pub mod message;
pub mod v1;

// Floor 3: the rules, scheme by scheme.
pub mod scheme;

// Floor 4: the three roles: pay, charge, check.
pub mod client;
pub mod server;
pub mod verify;

pub use address::Address;
pub use error::{Error, ErrorCode, Position};
pub use value_error::ValueError;
pub use version::X402Version;
