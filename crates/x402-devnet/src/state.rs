//! The chain's state as vectors declare it.

use std::collections::BTreeMap;

use serde::Deserialize;

/// What is declared, by network.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(transparent)]
pub struct State {
    /// The networks.
    pub networks: BTreeMap<String, ChainState>,
}

/// What is declared of one chain. What is left out is in the payment's favour.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct ChainState {
    /// The accounts, by address.
    pub accounts: BTreeMap<String, AccountState>,
    /// Nonces that are used.
    pub nonces_used: Vec<NonceUsed>,
    /// Address lookup tables.
    pub lookup_tables: BTreeMap<String, Vec<String>>,
    /// Whether the transaction's blockhash is valid.
    pub blockhash_valid: Option<bool>,
}

/// What is declared of an account.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct AccountState {
    /// EVM: the code.
    pub code: Option<String>,
    /// EVM: what the contract there answers about the signature.
    pub erc1271: Option<bool>,
    /// EVM: balances by token.
    pub balances: BTreeMap<String, String>,
    /// EVM: what Permit2 may move, by token.
    pub allowances: BTreeMap<String, String>,
    /// EVM: whether a token has blacklisted it.
    pub blacklisted: BTreeMap<String, bool>,
    /// EVM, of a token: whether it is paused.
    pub paused: Option<bool>,
    /// EVM, of a token: its domain.
    pub domain_separator: Option<String>,
    /// Solana: the program that owns it.
    pub owner: Option<String>,
    /// Solana: its lamports.
    pub lamports: Option<String>,
    /// Solana: the tokens in it.
    pub token: Option<TokenState>,
    /// Solana: its data, in base64.
    pub data: Option<String>,
}

/// What is declared of a token account.
#[derive(Clone, Debug, Deserialize)]
pub struct TokenState {
    /// The mint.
    pub mint: String,
    /// The amount.
    pub amount: String,
    /// Whether it is frozen.
    #[serde(default)]
    pub frozen: bool,
}

/// A nonce that is used.
#[derive(Clone, Debug, Deserialize)]
pub struct NonceUsed {
    /// The token.
    pub token: String,
    /// The account that signed it.
    pub from: String,
    /// The nonce.
    pub nonce: String,
}
