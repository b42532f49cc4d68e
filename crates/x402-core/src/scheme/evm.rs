//! What the mechanisms on EVM chains share.

pub(crate) mod address;
pub(crate) mod form;
pub(crate) mod onchain;
pub(crate) mod signature;
pub(crate) mod terms;
pub(crate) mod transfer;
pub(crate) mod window;
