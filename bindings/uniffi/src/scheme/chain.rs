//! The answers of a chain that a caller may bring.

use std::collections::HashMap;

use x402_core::scheme;

use crate::{
    error::ValueError,
    value::{amount, parse, parse_all},
};

/// What the caller knows from the chain about one payment; everything starts unknown.
///
/// A fact is believed. Where a contract wallet pays, the facts are what proves its signature.
#[derive(Clone, Debug, Default, Eq, PartialEq, uniffi::Record)]
pub struct ChainFacts {
    /// Solana: whether the token accounts of source and destination exist.
    #[uniffi(default = None)]
    pub accounts_exist: Option<bool>,
    /// EVM: how much Permit2 may move of the token for the payer, in atomic units.
    #[uniffi(default = None)]
    pub allowance: Option<String>,
    /// EVM: whether there is a contract at the asset's address.
    #[uniffi(default = None)]
    pub asset_has_code: Option<bool>,
    /// How much of the token the payer holds, in atomic units.
    #[uniffi(default = None)]
    pub balance: Option<String>,
    /// Solana: whether the transaction's blockhash still counts.
    #[uniffi(default = None)]
    pub blockhash_valid: Option<bool>,
    /// EVM: what the payer's contract answers to `isValidSignature` (ERC-1271).
    #[uniffi(default = None)]
    pub erc1271_valid: Option<bool>,
    /// Solana: the addresses in each lookup table that the transaction names, by the table's own.
    #[uniffi(default)]
    pub lookup_tables: HashMap<String, Vec<String>>,
    /// EVM: whether the nonce was used before.
    #[uniffi(default = None)]
    pub nonce_used: Option<bool>,
    /// EVM: whether there is code at the payer's address.
    #[uniffi(default = None)]
    pub payer_has_code: Option<bool>,
    /// Whether a simulation of the settlement succeeds.
    #[uniffi(default = None)]
    pub simulation_succeeds: Option<bool>,
}

impl ChainFacts {
    pub(crate) fn read(&self) -> Result<scheme::ChainFacts, ValueError> {
        let mut facts = scheme::ChainFacts::unknown();
        macro_rules! known {
            ($($fact:ident),*) => {
                $(if let Some(fact) = self.$fact {
                    facts = facts.$fact(fact);
                })*
            };
        }
        known!(
            accounts_exist,
            asset_has_code,
            blockhash_valid,
            erc1271_valid
        );
        known!(nonce_used, payer_has_code, simulation_succeeds);
        if let Some(allowance) = &self.allowance {
            facts = facts.allowance(amount(allowance)?);
        }
        if let Some(balance) = &self.balance {
            facts = facts.balance(amount(balance)?);
        }
        for (table, held) in &self.lookup_tables {
            facts = facts.lookup_table(parse(table)?, parse_all(held)?);
        }
        Ok(facts)
    }
}
