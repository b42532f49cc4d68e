//! Values of Solana: addresses, signatures, transactions as bytes, and token accounts' data.

mod account_state;
mod address;
pub mod associated_token;
mod base58;
mod blockhash;
pub(crate) mod family;
pub mod instruction;
mod mint;
mod partially_signed;
pub mod program;
pub mod short_vec;
mod signature;
#[cfg(feature = "signing")]
mod signing;
mod token_account;
mod token_data;
mod token_extension;
pub mod transaction;
mod transfer_fee;
mod transfer_message;

#[cfg(feature = "signing")]
pub use self::signing::SigningKey;
#[cfg(feature = "signing")]
pub use crate::signing_key_error::SigningKeyError;
pub use account_state::AccountState;
pub use address::Address;
pub use blockhash::Blockhash;
pub use mint::Mint;
pub use partially_signed::{PartiallySignedError, PartiallySignedTransaction};
pub use signature::{Signature, SignatureError};
pub use token_account::TokenAccount;
pub use token_data::{TokenDataError, TokenDataErrorKind};
pub use token_extension::{
    AccountExtensions, ConfidentialTransferAccount, ConfidentialTransferMint,
    InterestBearingConfig, MintExtensions, PausableConfig, ScaledUiAmountConfig, TransferHook,
};
pub use transaction::{Transaction, TransactionError, TransactionErrorKind};
pub use transfer_fee::{TransferFee, TransferFeeConfig};
pub use transfer_message::TransferMessage;
