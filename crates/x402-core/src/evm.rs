//! Values of EVM chains: addresses, signatures, the typed data that is signed, and transactions.

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
mod transaction;

pub use address::{Address, Checksum};
pub use signature::{Accept, Signature, SignatureError};
#[cfg(feature = "signing")]
pub use signing::{SigningKey, SigningKeyError};
pub use transaction::{
    AccessListItem, Fees, SignedTransaction, Transaction, TransactionError, TransactionErrorKind,
};
