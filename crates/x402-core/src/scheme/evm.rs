//! What the mechanisms on EVM chains share.

pub(crate) mod address;
pub(crate) mod contract;
pub(crate) mod form;
pub(crate) mod names;
pub(crate) mod onchain;
pub(crate) mod payload;
pub(crate) mod signature;
pub(crate) mod signed_transfer;
pub(crate) mod terms;
pub(crate) mod transfer;
pub(crate) mod transfers;
pub(crate) mod unsigned;
pub(crate) mod window;
