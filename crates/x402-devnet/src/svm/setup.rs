//! A chain of Solana as a case states it.

use std::collections::BTreeMap;

use serde_json::{Value as Json, json};
use x402_core::{
    asset::{Asset, AssetTable, TokenProgram},
    scheme::Offer,
    svm::{
        Address, Transaction,
        associated_token::associated_token_address,
        instruction::{TransferAccounts, TransferChecked},
        program::{ASSOCIATED_TOKEN, COMPUTE_BUDGET, LIGHTHOUSE, MEMO, SYSTEM, TOKEN, TOKEN_2022},
    },
};

use crate::{Result, node::Node as _, state::ChainState, svm::LiteSvm};

/// The offer's terms, as far as a chain has to do with them.
#[derive(Clone, Copy, Debug)]
pub struct Terms {
    /// The token's mint.
    pub mint: Address,
    /// The token's program.
    pub program: Address,
    /// The token's decimals.
    pub decimals: u8,
    /// The payee's token account.
    pub account: Address,
    /// The payee.
    pub pay_to: Address,
    /// The amount; `None` if it is more than a token can have.
    pub amount: Option<u64>,
    /// The genesis hash of the offer's cluster; `None` for one that is not known.
    pub genesis: Option<&'static str>,
}

/// The genesis hashes of the public clusters; a network's reference is how one begins.
const CLUSTERS: [&str; 3] = [
    "5eykt4UsFv8P8NJdTREpY1vzqKqZKvdpKuc147dw2N9d",
    "EtWTRABZaYq6iMfeYKouRu166VU2xqa1wcaWoxPkrZBG",
    "4uhcVJyU9pJkvQyS88uRDiswHXSCkY3zQawwpjk2NsNY",
];

/// What a case does not state about its chain.
#[derive(Clone, Copy, Debug)]
pub struct World {
    /// The time, in Unix seconds.
    pub now: u64,
    /// What each mint keeps of a transfer, in basis points.
    pub fee: u16,
}

/// The transfer that a transaction makes.
struct Transfer {
    program: Address,
    decimals: u8,
    source: Address,
    mint: Address,
    destination: Address,
    authority: Address,
}

/// The most of a token that an account can have.
const MOST: u64 = u64::MAX;

impl Terms {
    /// The terms of an offer on Solana. A token of the core's table has its true program and
    /// decimals, another one those that the transaction names.
    #[must_use]
    pub fn of(offer: &Offer, state: &ChainState, transaction: &Transaction<'_>) -> Option<Self> {
        let (mint, pay_to) = (offer.asset().as_svm()?, offer.pay_to().as_svm()?);
        let table = AssetTable::default();
        let known = table.by_address(offer.network(), &mint.to_string());
        let transfer = Transfer::read(transaction, state);
        let program = match known.map(Asset::token_program) {
            Some(Some(TokenProgram::Token2022)) => TOKEN_2022,
            Some(_) => TOKEN,
            None => transfer.as_ref().map_or(TOKEN, |transfer| transfer.program),
        };
        let named = transfer.as_ref().map_or(6, |transfer| transfer.decimals);
        Some(Self {
            mint,
            program,
            decimals: known.map_or(named, Asset::decimals),
            account: associated_token_address(&pay_to, &program, &mint)?.0,
            pay_to,
            amount: offer.amount().to_u64(),
            genesis: CLUSTERS
                .into_iter()
                .find(|hash| hash.starts_with(offer.network().reference())),
        })
    }
}

impl Transfer {
    fn read(transaction: &Transaction<'_>, state: &ChainState) -> Option<Self> {
        let keys = keys(transaction, state);
        let found = transaction.instructions().find_map(|instruction| {
            let is_token = [TOKEN, TOKEN_2022].contains(&instruction.program());
            let data = TransferChecked::from_data(instruction.data())?;
            is_token.then_some((instruction, data))
        });
        let (instruction, data) = found?;
        let accounts = TransferAccounts::from_indexes(instruction.account_indexes())?;
        let key = |index: u8| keys.get(usize::from(index)).copied();
        Some(Self {
            program: instruction.program(),
            decimals: data.decimals,
            source: key(accounts.source)?,
            mint: key(accounts.mint)?,
            destination: key(accounts.destination)?,
            authority: key(accounts.authority)?,
        })
    }
}

/// Every account of a transaction: its own keys, then those that the tables have.
fn keys(transaction: &Transaction<'_>, state: &ChainState) -> Vec<Address> {
    let mut keys: Vec<Address> = transaction.account_keys().collect();
    for account in transaction.looked_up_accounts() {
        let table = state.lookup_tables.get(&account.table().to_string());
        let address = table.and_then(|table| table.get(usize::from(account.index())));
        let address = address.and_then(|address| address.parse().ok());
        keys.push(address.unwrap_or(SYSTEM));
    }
    keys
}

/// Makes a chain what a case states: everything is in the payment's favour but what the state
/// declares.
///
/// # Errors
///
/// The node does not take it.
pub fn set_up(
    node: &mut LiteSvm,
    terms: &Terms,
    transaction: &Transaction<'_>,
    state: &ChainState,
    world: World,
) -> Result<()> {
    let mut mints = BTreeMap::from([(terms.mint, (terms.program, terms.decimals))]);
    let mut tokens = BTreeMap::new();
    let mut lamports = BTreeMap::new();
    // Every signer can pay the fee, as far as it is in no other role.
    let signers = transaction.header().num_required_signatures();
    for signer in transaction.account_keys().take(signers.into()) {
        lamports.insert(signer, "10000000000".to_owned());
    }
    tokens.insert(terms.account, (terms.program, terms.mint, terms.pay_to, 0));
    if let Some(transfer) = Transfer::read(transaction, state) {
        let decimals = transfer.decimals;
        mints
            .entry(transfer.mint)
            .or_insert((transfer.program, decimals));
        let (program, _) = mints
            .get(&transfer.mint)
            .copied()
            .unwrap_or((TOKEN, decimals));
        let owner = owner(transaction, &transfer, program);
        let unowned = (program, transfer.mint, UNKNOWN, 0);
        tokens.entry(transfer.destination).or_insert(unowned);
        tokens.insert(transfer.source, (program, transfer.mint, owner, MOST));
    }
    let (mut absent, mut frozen, mut raw) = (Vec::new(), Vec::new(), Vec::new());
    for (address, account) in &state.accounts {
        // A state may declare accounts of the other family.
        let Ok(address) = address.parse::<Address>() else {
            continue;
        };
        let known = tokens.get(&address).copied();
        let owner = account.owner.as_deref().unwrap_or_default();
        if account.token.as_ref().is_some_and(|token| token.frozen) {
            frozen.push(address.to_string());
        }
        if let Some(data) = &account.data {
            mints.remove(&address);
            raw.push(json!([address.to_string(), owner, data]));
            continue;
        }
        if let (Some(token), Some((_, _, owner, _))) = (&account.token, known) {
            let program = account.owner.as_deref().unwrap_or_default().parse();
            let amount = token.amount.parse().unwrap_or(u64::MAX);
            tokens.insert(
                address,
                (program.unwrap_or(TOKEN), token.mint.parse()?, owner, amount),
            );
        } else if account.token.is_none() {
            tokens.remove(&address);
            let amount = account.lamports.clone().unwrap_or_else(|| "1".to_owned());
            lamports.insert(address, amount.clone());
            if amount == "0" {
                absent.push(address);
            }
        }
    }
    for address in PROGRAMS {
        tokens.remove(&address);
        mints.remove(&address);
        lamports.remove(&address);
    }
    let text = |address: &Address| address.to_string();
    let case = json!({
        "now": world.now,
        "fee": world.fee,
        "genesis": terms.genesis,
        "checksBlockhash": state.blockhash_valid == Some(false),
        "lamports": lamports
            .iter()
            .filter(|(address, _)| !absent.contains(address))
            .filter_map(|(address, amount)| Some(json!([text(address), amount.parse::<u64>().ok()?])))
            .collect::<Json>(),
        "mints": mints
            .iter()
            .map(|(address, (program, decimals))| json!([text(address), text(program), decimals]))
            .collect::<Json>(),
        "tokens": tokens
            .iter()
            .map(|(address, (program, mint, owner, amount))| {
                json!([text(address), text(program), text(mint), text(owner), amount])
            })
            .collect::<Json>(),
        "frozen": frozen,
        "raw": raw,
        "tables": state.lookup_tables.iter().map(|(table, keys)| json!([table, keys])).collect::<Json>(),
    });
    node.call(&[("devnet_setUp", json!([case]))])?;
    Ok(())
}

/// Whose tokens the source has: those of the signer whose associated account it is, else the
/// authority's.
fn owner(transaction: &Transaction<'_>, transfer: &Transfer, program: Address) -> Address {
    let signers = transaction.header().num_required_signatures();
    let mut signers = transaction.account_keys().take(signers.into());
    let found = signers.find(|signer| {
        let account = associated_token_address(signer, &program, &transfer.mint);
        account.is_some_and(|(account, _)| account == transfer.source)
    });
    found.unwrap_or(transfer.authority)
}

/// The owner of a token account that is neither the payer's nor the payee's.
const UNKNOWN: Address = Address::new([0x55; 32]);

/// Accounts that a case does not replace.
const PROGRAMS: [Address; 7] = [
    ASSOCIATED_TOKEN,
    COMPUTE_BUDGET,
    LIGHTHOUSE,
    MEMO,
    SYSTEM,
    TOKEN,
    TOKEN_2022,
];
