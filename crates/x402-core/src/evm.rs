//! Values of EVM chains: addresses, signatures, and the typed data that is signed.

pub(crate) mod abi;
mod address;
pub mod eip3009;
pub mod eip712;
pub mod erc6492;
pub(crate) mod hex;
pub mod permit2;
pub mod recover;
mod signature;
#[cfg(feature = "signing")]
mod signing;

pub use address::{Address, Checksum};
pub use signature::{Accept, Signature, SignatureError};
#[cfg(feature = "signing")]
pub use signing::{SigningKey, SigningKeyError};
