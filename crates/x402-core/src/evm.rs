//! Values of EVM chains: addresses, signatures, the typed data that is signed, and transactions.

pub(crate) mod abi;
mod address;
pub mod eip2612;
pub mod eip3009;
pub mod eip712;
pub mod erc6492;
pub(crate) mod family;
pub(crate) mod hex;
#[cfg(feature = "x402-secp256k1")]
mod payer_key;
pub mod permit2;
pub mod recover;
mod signature;
#[cfg(feature = "signing")]
mod signing;
mod transaction;

#[cfg(feature = "signing")]
pub use self::signing::SigningKey;
#[cfg(feature = "signing")]
pub use crate::signing_key_error::SigningKeyError;
pub use address::{Address, Checksum};
#[cfg(feature = "x402-secp256k1")]
pub use payer_key::{KnownPayers, PayerKey};
pub use signature::{Signature, SignatureError, SignatureForms};
pub use transaction::{
    AccessListItem, Fees, SignedTransaction, Transaction, TransactionError, TransactionErrorKind,
};
