//! A chain as a case states it.

use alloy_primitives::U256;
use serde_json::{Value as Json, json};
use x402_core::{
    amount::Amount,
    asset::AssetTable,
    evm::{Address, eip712::Domain, permit2::PERMIT2},
    scheme::Offer,
};

use super::{
    contracts::{Contracts, Token, set_code},
    payment::Payment,
    storage::{self, hex},
};
use crate::{Result, state::ChainState};

/// The offer's terms, as far as a chain has to do with them.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Terms {
    /// The chain's id.
    pub chain_id: u64,
    /// The token.
    pub asset: Address,
    /// The name that the token has in its EIP-712 domain.
    pub name: String,
    /// The version that the token has there.
    pub version: String,
    /// The payee.
    pub pay_to: Address,
    /// The amount.
    pub amount: Amount,
}

impl Terms {
    /// The terms of an offer on an EVM chain. A token of the core's table has its true domain,
    /// another one the domain that the offer states.
    #[must_use]
    pub fn of(offer: &Offer) -> Option<Self> {
        let table = AssetTable::default();
        let known = table.by_address(offer.network(), &offer.asset().to_string());
        let stated = |member: &str| {
            let value = offer.extra().get(member).and_then(|value| value.as_str());
            value.unwrap_or_default().to_owned()
        };
        let (name, version) = match known.and_then(|asset| asset.eip712()) {
            Some((name, version)) => (name.to_owned(), version.to_owned()),
            None => (stated("name"), stated("version")),
        };
        // Permit2 needs none, and an offer may lack it.
        let version = if version.is_empty() {
            "2".to_owned()
        } else {
            version
        };
        Some(Self {
            chain_id: offer.network().evm_chain_id()?,
            asset: offer.asset().as_evm()?,
            name,
            version,
            pay_to: offer.pay_to().as_evm()?,
            amount: offer.amount(),
        })
    }
}

impl Terms {
    /// The version of Circle's token that can be this token: 2.2 always has version 2 in its
    /// domain, and no balance of 2^255 or more; a declared domain that is not the terms' is 2.1's.
    #[must_use]
    pub fn token(&self, state: &ChainState) -> Token {
        let fits = self.amount.to_u256() <= most(Token::V22);
        let own = hex(self.domain().separator());
        let mut declared = state
            .accounts
            .values()
            .filter_map(|account| account.domain_separator.as_ref());
        let fits = fits && declared.all(|separator| *separator == own);
        if fits && self.version == "2" {
            Token::V22
        } else {
            Token::V21
        }
    }

    /// The token's domain.
    #[must_use]
    pub fn domain(&self) -> Domain {
        Domain {
            name: self.name.clone(),
            version: Some(self.version.clone()),
            chain_id: self.chain_id,
            verifying_contract: self.asset,
        }
    }
}

/// The calls that make a chain what a case states: everything is in the payment's favour but what
/// the state declares.
pub(super) fn calls(
    terms: &Terms,
    token: Token,
    payment: &Payment,
    state: &ChainState,
    contracts: &Contracts,
) -> Result<Vec<(&'static str, Json)>> {
    let asset = terms.asset;
    let payer = payment.payer();
    let most = most(token);
    let mut calls = vec![
        store(asset, slot_of_balance(payer), word(most)),
        store(asset, slot_of_allowance(payer), [0xff; 32]),
    ];
    for (address, account) in &state.accounts {
        let address: Address = address.parse()?;
        for (token, balance) in &account.balances {
            let balance = balance.parse::<Amount>()?.to_u256().min(most);
            calls.push(store(
                token.parse()?,
                slot_of_balance(address),
                word(balance),
            ));
        }
        for (token, allowance) in &account.allowances {
            let allowance = allowance.parse::<Amount>()?.to_be_bytes();
            calls.push(store(token.parse()?, slot_of_allowance(address), allowance));
        }
        for (of, is_blacklisted) in &account.blacklisted {
            let balance = account
                .balances
                .get(of)
                .map(|balance| balance.parse::<Amount>());
            let balance = balance.transpose()?.map_or(most, Amount::to_u256).min(most);
            if *is_blacklisted {
                calls.push(blacklist(token, of.parse()?, address, balance));
            }
        }
        if account.paused == Some(true) {
            calls.push(store(
                address,
                storage::number(storage::PAUSED),
                storage::paused(),
            ));
        }
        if let Some(separator) = &account.domain_separator {
            // 2.2 computes its own: a case with another one has 2.1.
            let slot = hex(storage::number(storage::DOMAIN_SEPARATOR));
            let call = json!([address.to_string(), slot, separator]);
            calls.push(("anvil_setStorageAt", call));
        }
        let code = match (&account.code, account.erc1271) {
            (Some(code), _) if code == NO_CODE => code,
            (_, Some(true)) => contracts.code("AcceptingWallet")?,
            (_, Some(false)) => contracts.code("RefusingWallet")?,
            // The token has its own code already.
            (Some(code), None) if address != asset => code,
            _ => continue,
        };
        calls.push(set_code(&address.to_string(), code));
    }
    for used in &state.nonces_used {
        let from: Address = used.from.parse()?;
        let nonce = match (used.nonce.parse::<Amount>(), payment) {
            (Ok(nonce), _) => nonce,
            (Err(_), payment) => hex_nonce(&used.nonce).unwrap_or_else(|| payment.nonce()),
        };
        let owner = |mapping| storage::of(storage::address(from), storage::number(mapping));
        calls.push(match payment {
            Payment::Eip3009(_) => store(
                used.token.parse()?,
                storage::of(nonce.to_be_bytes(), owner(storage::AUTHORIZATION_STATES)),
                storage::number(1),
            ),
            Payment::Permit2(_) => {
                let (place, bitmap) = storage::bitmap(nonce);
                store(
                    PERMIT2,
                    storage::of(place, owner(storage::NONCE_BITMAP)),
                    bitmap,
                )
            }
        });
    }
    Ok(calls)
}

/// The call that gives an account an amount of a token.
pub(super) fn funds(token: Address, account: Address, units: u64) -> (&'static str, Json) {
    store(token, slot_of_balance(account), storage::number(units))
}

/// An account is blacklisted: since 2.2 by the highest bit of its balance.
fn blacklist(
    token: Token,
    contract: Address,
    account: Address,
    balance: U256,
) -> (&'static str, Json) {
    match token {
        Token::V21 => {
            let mapping = storage::number(storage::BLACKLISTED);
            let slot = storage::of(storage::address(account), mapping);
            store(contract, slot, storage::number(1))
        }
        Token::V22 => {
            let marked = word(balance | (U256::from(1) << 255_usize));
            store(contract, slot_of_balance(account), marked)
        }
    }
}

/// The most that an account can have. Since 2.2 the highest bit tells who is blacklisted.
fn most(token: Token) -> U256 {
    match token {
        Token::V21 => U256::MAX,
        Token::V22 => U256::MAX >> 1_usize,
    }
}

fn word(number: U256) -> [u8; 32] {
    number.to_be_bytes()
}

fn hex_nonce(text: &str) -> Option<Amount> {
    let bytes: [u8; 32] = alloy_primitives::hex::decode(text).ok()?.try_into().ok()?;
    Some(Amount::from_be_bytes(bytes))
}

fn slot_of_balance(account: Address) -> [u8; 32] {
    storage::of(
        storage::address(account),
        storage::number(storage::BALANCES),
    )
}

/// The call that gives an account a balance of a token.
pub(super) fn balance(token: Address, owner: Address, balance: u64) -> (&'static str, Json) {
    store(token, slot_of_balance(owner), storage::number(balance))
}

/// The slot of what an account allows Permit2 to move.
fn slot_of_allowance(account: Address) -> [u8; 32] {
    let owner = storage::of(storage::address(account), storage::number(storage::ALLOWED));
    storage::of(storage::address(PERMIT2), owner)
}

fn store(contract: Address, slot: [u8; 32], word: [u8; 32]) -> (&'static str, Json) {
    (
        "anvil_setStorageAt",
        json!([contract.to_string(), hex(slot), hex(word)]),
    )
}

const NO_CODE: &str = "0x";
