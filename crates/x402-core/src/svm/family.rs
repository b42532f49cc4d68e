//! What the Solana family answers where families differ.

use super::{Address, Signature};

/// The namespace of Solana's networks (CAIP-30).
pub(crate) const NAMESPACE: &str = "solana";

/// The family's name for programs.
pub(crate) const ID: &str = "svm";

/// The family's name for people.
pub(crate) const NAME: &str = "Solana";

/// A network of the family, in the words of a refusal.
pub(crate) const A_NETWORK: &str = "a `solana` network";

/// Whether a reference is the beginning of a genesis hash (CAIP-30): 32 characters of base58.
pub(crate) fn is_reference(reference: &str) -> bool {
    let is_base58 = |byte: u8| byte.is_ascii_alphanumeric() && !b"0OIl".contains(&byte);
    reference.len() == 32 && reference.bytes().all(is_base58)
}

/// Whether a text is this address, as a peer may write it: base58 has one spelling.
pub(crate) fn is_written(address: Address, text: &str) -> bool {
    text.parse() == Ok(address)
}

/// Whether two texts are one address, without reading either.
pub(crate) fn same_spelling(one: &str, other: &str) -> bool {
    one == other
}

/// Whether a text is the id of a transaction: the fee payer's signature, which is not missing.
pub(crate) fn is_transaction_id(text: &str) -> bool {
    text.parse::<Signature>()
        .is_ok_and(|signature| signature != Signature::ZERO)
}

// The first 32 characters of the genesis hash (CAIP-30).
pub(crate) const DEVNET: &str = "solana:EtWTRABZaYq6iMfeYKouRu166VU2xqa1";
pub(crate) const MAINNET: &str = "solana:5eykt4UsFv8P8NJdTREpY1vzqKqZKvdp";
pub(crate) const TESTNET: &str = "solana:4uhcVJyU9pJkvQyS88uRDiswHXSCkY3z";

/// The names of version 1, and the CAIP-2 name of each network.
pub(crate) const V1_NAMES: &[(&str, &str)] = &[
    ("solana", MAINNET),
    ("solana-devnet", DEVNET),
    ("solana-testnet", TESTNET),
];
