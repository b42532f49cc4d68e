//! The names of what only a chain can check.

use x402_core::chain;

use crate::mirror::mirror;

mirror! {
    /// A check of a payment that only its chain can make: the name of a group of queries.
    ChainCheck = chain::ChainCheck;
    /// Solana: whether the token accounts of source and destination exist, and are not frozen.
    Accounts,
    /// EVM, Permit2: whether the payer has approved Permit2 for the amount.
    Allowance,
    /// EVM: whether there is a contract at the asset's address.
    AssetCode,
    /// Whether the payer holds the amount.
    Balance,
    /// Solana: whether the recent blockhash is still valid.
    Blockhash,
    /// EVM: whether the payer's contract answers `isValidSignature` with its magic value (ERC-1271).
    Erc1271,
    /// Solana: which accounts the lookup tables hold.
    LookupTables,
    /// Solana, Token-2022: whether the mint charges a fee, calls a hook or forbids transfers.
    MintExtensions,
    /// EVM: whether the nonce is unused.
    Nonce,
    /// EVM: whether there is code at the payer's address (a contract wallet or an EIP-7702
    /// delegation).
    PayerCode,
    /// Whether a simulation of the settlement succeeds.
    Simulation,
    ; else
    /// A check that this package has no name for.
    Other
}
