//! `keys.json`: the public test keys.

use serde::Deserialize;

/// The whole file.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq)]
#[serde(deny_unknown_fields)]
pub struct KeyFile {
    /// `x402-keys/1`.
    pub format: String,
    /// The version of the content.
    pub set: String,
    /// That nobody should send money to these keys.
    pub warning: String,
    /// How a secret follows from its label.
    pub derivation: String,
    /// Every key.
    pub keys: Vec<Key>,
}

/// A key that everybody knows.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq)]
#[serde(deny_unknown_fields)]
pub struct Key {
    /// What the secret is derived from; none where it is not.
    pub label: Option<String>,
    /// The curve that it signs on.
    pub curve: Curve,
    /// 32 bytes as `0x` hex.
    pub secret: String,
    /// The account, with EIP-55 checksum or in base58.
    pub address: String,
}

/// The curve of a key.
#[derive(Clone, Copy, Debug, Deserialize, Eq, PartialEq)]
#[serde(rename_all = "snake_case")]
pub enum Curve {
    /// Solana.
    Ed25519,
    /// EVM chains.
    Secp256k1,
}
