//! What the mechanisms on EVM chains share.

pub(crate) mod address;
pub(crate) mod contract;
pub(crate) mod form;
pub(crate) mod names;
pub(crate) mod onchain;
pub(crate) mod payload;
pub(crate) mod queries;
pub(crate) mod signature;
pub(crate) mod signed_transfer;
pub(crate) mod terms;
pub(crate) mod transfer;
#[cfg(feature = "page")]
pub(crate) mod transfer_uri;
pub(crate) mod transfers;
pub(crate) mod unsigned;
pub(crate) mod window;
