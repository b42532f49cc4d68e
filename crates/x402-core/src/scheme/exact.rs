//! The scheme `exact`: a transfer of exactly the offered amount.

pub(crate) mod eip3009;
pub(crate) mod erc7710;
pub(crate) mod permit2;
pub(crate) mod solana;

/// The scheme's name.
pub(crate) const SCHEME: &str = "exact";
