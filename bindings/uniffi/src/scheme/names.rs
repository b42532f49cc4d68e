//! The names of methods and of questions to a chain.

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

mirror! {
    /// A question about a payment that only its chain can answer.
    Question = scheme::Question;
    /// Solana: do the token accounts of source and destination exist?
    Accounts,
    /// EVM, Permit2: has the payer approved Permit2 for the amount?
    Allowance,
    /// EVM: is there a contract at the asset's address?
    AssetCode,
    /// Does the payer hold the amount?
    Balance,
    /// Solana: is the recent blockhash still valid?
    Blockhash,
    /// EVM: does the payer's contract answer `isValidSignature` with its magic value (ERC-1271)?
    Erc1271,
    /// Solana: which accounts do the lookup tables hold?
    LookupTables,
    /// Solana, Token-2022: does the mint charge a fee, call a hook or forbid transfers?
    MintExtensions,
    /// EVM: is the nonce unused?
    Nonce,
    /// EVM: is there code at the payer's address (a contract wallet or an EIP-7702 delegation)?
    PayerCode,
    /// Does a simulation of the settlement succeed?
    Simulation,
    ; else
    /// A question that this package has no name for.
    Other
}
