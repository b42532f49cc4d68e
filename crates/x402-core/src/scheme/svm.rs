//! What the mechanisms on Solana share.

pub(crate) mod accounts;
pub(crate) mod signature;
pub(crate) mod transaction;
