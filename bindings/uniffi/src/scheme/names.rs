//! The names of methods.

use x402_core::scheme;

use crate::mirror::mirror;

mirror! {
    /// The ways to pay under `exact`, as far as the rules differ.
    Mechanism = scheme::Mechanism;
    /// Every method: the comparison with the offer.
    Any,
    /// EIP-3009 `transferWithAuthorization`.
    Eip3009,
    /// Permit2 `permitWitnessTransferFrom` through the x402 proxy.
    Permit2,
    /// ERC-7710 delegation.
    Erc7710,
    /// An SPL Token or Token-2022 `TransferChecked` transaction.
    Solana,
    ; else
    /// A method that this package has no name for.
    Other
}
