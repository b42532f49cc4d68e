//! The accounts that a facilitator signs with, and where their keys are.
//!
//! | key | form |
//! |---|---|
//! | [`KeySource::File`] | a file of its owner alone: 64 hex digits; for Solana base58, or the JSON of Solana's tools |
//! | [`KeySource::Keystore`] | an encrypted keystore of version 3, for EVM accounts, and a file with its password |
//! | [`KeySource::Environment`] | a variable with the text of such a file |
//!
//! No key, and no text that could hold one, is part of an error or of a `Debug` form.

mod account;
mod error;
mod keystore;
mod secret;
mod source;
mod state;

pub use self::{
    account::Signer,
    error::SignerError,
    keystore::{KeystoreError, decrypt},
    source::KeySource,
    state::SignerState,
};
