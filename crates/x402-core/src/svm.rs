//! Values of Solana: addresses, signatures, transactions as bytes.

mod address;
pub mod associated_token;
mod base58;
mod blockhash;
pub(crate) mod family;
pub mod instruction;
pub mod program;
pub mod short_vec;
mod signature;
#[cfg(feature = "signing")]
mod signing;
pub mod transaction;
mod transfer_message;

#[cfg(feature = "signing")]
pub use self::signing::SigningKey;
#[cfg(feature = "signing")]
pub use crate::signing_key_error::SigningKeyError;
pub use address::Address;
pub use blockhash::Blockhash;
pub use signature::{Signature, SignatureError};
pub use transaction::{Transaction, TransactionError, TransactionErrorKind};
pub use transfer_message::TransferMessage;
