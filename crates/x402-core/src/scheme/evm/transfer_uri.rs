//! A token transfer as a URI for wallets (ERC-681).

use alloc::{format, string::String};

use super::terms::Accounts;
use crate::amount::Amount;

/// The URI of a call of the token's `transfer` with the payee and the amount.
pub(crate) fn transfer_uri(chain_id: &str, accounts: Accounts, amount: Amount) -> String {
    let Accounts { asset, pay_to } = accounts;
    format!("ethereum:{asset}@{chain_id}/transfer?address={pay_to}&uint256={amount}")
}
