//! Values of EVM chains: addresses, signatures, typed data.

mod address;
mod hex;
pub mod recover;
mod signature;

pub use address::{Address, Checksum};
pub use signature::{Accept, Signature, SignatureError};
