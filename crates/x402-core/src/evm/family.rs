//! What the EVM family answers where families differ.

use super::{Address, hex};
use crate::amount::is_canonical_decimal;

/// The namespace of EVM chains (CAIP-3).
pub(crate) const NAMESPACE: &str = "eip155";

/// The family's name for programs.
pub(crate) const ID: &str = "evm";

/// The family's name for people.
pub(crate) const NAME: &str = "EVM";

/// A network of the family, in the words of a refusal.
pub(crate) const A_NETWORK: &str = "an `eip155` network";

/// What the reference of a network must be, where it is not: a chain id (EIP-155).
pub(crate) fn reference_fault(reference: &str) -> Option<&'static str> {
    let is_chain_id = is_canonical_decimal(reference) && reference.parse::<u64>().is_ok();
    (!is_chain_id).then_some("a chain id in decimal digits without leading zeros, at most 2^64-1")
}

/// Whether a text can only be meant as an address of this family.
pub(crate) fn claims(text: &str) -> bool {
    text.starts_with("0x") || text.starts_with("0X")
}

/// Whether a text is this address, as a peer may write it: the case of digits does not count,
/// because peers differ in it and the bytes are what is compared.
pub(crate) fn is_written(address: Address, text: &str) -> bool {
    Address::parse_unchecked_case(text) == Ok(address)
}

/// Whether two texts are one address, without reading either.
pub(crate) fn same_spelling(one: &str, other: &str) -> bool {
    match (one.strip_prefix("0x"), other.strip_prefix("0x")) {
        (Some(one), Some(other)) => one.eq_ignore_ascii_case(other),
        _ => false,
    }
}

/// Whether a text is the id of a transaction: its hash, which is not zero.
pub(crate) fn is_transaction_id(text: &str) -> bool {
    hex::decode_array::<32>("transaction", text).is_ok_and(|hash| hash != [0; 32])
}

/// The names of version 1, and the CAIP-2 name of each network.
#[rustfmt::skip]
pub(crate) const V1_NAMES: &[(&str, &str)] = &[
    ("ethereum",           "eip155:1"),
    // The TypeScript SDK alone has it.
    ("sepolia",            "eip155:11155111"),
    ("abstract",           "eip155:2741"),
    ("abstract-testnet",   "eip155:11124"),
    ("base",               "eip155:8453"),
    ("base-sepolia",       "eip155:84532"),
    ("avalanche",          "eip155:43114"),
    ("avalanche-fuji",     "eip155:43113"),
    ("iotex",              "eip155:4689"),
    ("sei",                "eip155:1329"),
    ("sei-testnet",        "eip155:1328"),
    ("polygon",            "eip155:137"),
    ("polygon-amoy",       "eip155:80002"),
    ("peaq",               "eip155:3338"),
    // The Python SDK has 1513, the test network Iliad; Story's mainnet is 1514.
    ("story",              "eip155:1514"),
    // The Python SDK has 656476, EDU Chain's test network; its mainnet is 41923.
    ("educhain",           "eip155:41923"),
    // The Python SDK has 1444673419, the test network of SKALE Europa.
    ("skale-base-sepolia", "eip155:324705682"),
    ("megaeth",            "eip155:4326"),
    ("monad",              "eip155:143"),
    // The Python SDK alone has it.
    ("monad-testnet",      "eip155:10143"),
    ("stable",             "eip155:988"),
    ("stable-testnet",     "eip155:2201"),
    ("celo",               "eip155:42220"),
    ("flare",              "eip155:14"),
];
