//! Values of Solana: addresses, signatures, transactions as bytes.

mod address;
pub mod associated_token;
mod base58;
mod blockhash;
pub mod instruction;
pub mod program;
pub mod short_vec;
mod signature;
pub mod transaction;

pub use address::Address;
pub use blockhash::Blockhash;
pub use signature::{Signature, SignatureError};
pub use transaction::{Transaction, TransactionError, TransactionErrorKind};
