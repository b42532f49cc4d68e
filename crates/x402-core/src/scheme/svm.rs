//! What the mechanisms on Solana share.

pub(crate) mod accounts;
mod lookup_table;
pub(crate) mod signature;
pub(crate) mod transaction;
