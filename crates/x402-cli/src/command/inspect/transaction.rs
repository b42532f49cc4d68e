//! A Solana transaction: who signs, and what each instruction does.

use x402_core::{
    amount::Amount,
    asset::{Asset, AssetTable},
    svm::{
        Address, Signature, Transaction,
        instruction::{
            SetComputeUnitLimit, SetComputeUnitPrice, TransferAccounts, TransferChecked,
        },
        program,
        transaction::{Instruction, Version},
    },
};

use super::sheet::{Row, Sheet};
use crate::describe;

pub(super) fn version(transaction: &Transaction<'_>) -> &'static str {
    match transaction.version() {
        Version::Legacy => "legacy",
        Version::V0 => "version 0",
        _ => "another version",
    }
}

/// Adds the accounts, the instructions and the fee.
pub(super) fn describe(transaction: &Transaction<'_>) -> Sheet {
    let mut sheet = Sheet::default();
    sheet.section("signers");
    let signers = transaction.account_keys().zip(transaction.signatures());
    for (index, (key, signature)) in signers.enumerate() {
        let name = if index == 0 { "fee payer" } else { "signer" };
        let meaning = if signature == Signature::ZERO {
            "has not signed yet"
        } else {
            "has signed"
        };
        sheet.row(Row::new(name, key.to_string()).meaning(meaning.to_owned()));
    }
    sheet.section("message");
    let blockhash = transaction.recent_blockhash().to_string();
    sheet.row(Row::new("recent blockhash", blockhash));
    let count = transaction.account_count();
    sheet.row(Row::new("accounts", count.to_string()));
    let lookups = transaction.lookups().count();
    if lookups > 0 {
        let meaning = "their accounts are unknown without the chain".to_owned();
        sheet.row(Row::new("lookup tables", lookups.to_string()).meaning(meaning));
    }
    sheet.row(fee(transaction));
    for (index, instruction) in transaction.instructions().enumerate() {
        describe_instruction(&mut sheet, index, &instruction, transaction);
    }
    sheet
}

/// The most that the fee payer can be charged.
fn fee(transaction: &Transaction<'_>) -> Row {
    let budget = |instruction: &Instruction<'_>| instruction.program() == program::COMPUTE_BUDGET;
    let units = transaction
        .instructions()
        .filter(budget)
        .find_map(|instruction| SetComputeUnitLimit::from_data(instruction.data()));
    let price = transaction
        .instructions()
        .filter(budget)
        .find_map(|instruction| SetComputeUnitPrice::from_data(instruction.data()));
    let units = units.map_or_else(|| default_units(transaction), |limit| limit.units.into());
    let price = price.map_or(0, |price| u128::from(price.micro_lamports));
    let signatures = u128::from(transaction.header().num_required_signatures());
    let worst = signatures * LAMPORTS_PER_SIGNATURE + (units * price).div_ceil(1_000_000);
    Row::new("worst fee", describe::lamports(worst))
}

/// The limit that the runtime sets where the transaction sets none.
fn default_units(transaction: &Transaction<'_>) -> u128 {
    let instructions = transaction.instructions();
    let calls = instructions.filter(|instruction| instruction.program() != program::COMPUTE_BUDGET);
    calls.map(|_| DEFAULT_UNITS).sum::<u128>().min(MAX_UNITS)
}

fn describe_instruction(
    sheet: &mut Sheet,
    index: usize,
    instruction: &Instruction<'_>,
    transaction: &Transaction<'_>,
) {
    let called = instruction.program();
    let data = instruction.data();
    let title = |what: &str| format!("instruction {index}: {what}");
    let account = |index: u8| {
        transaction.account_key(index).map_or_else(
            || format!("account {index} of a lookup table"),
            |key| key.to_string(),
        )
    };
    if called == program::COMPUTE_BUDGET {
        if let Some(limit) = SetComputeUnitLimit::from_data(data) {
            sheet.section(title("ComputeBudget SetComputeUnitLimit"));
            sheet.row(Row::new("units", limit.units.to_string()));
            return;
        }
        if let Some(price) = SetComputeUnitPrice::from_data(data) {
            sheet.section(title("ComputeBudget SetComputeUnitPrice"));
            let meaning = "for each unit of the limit".to_owned();
            let price = format!("{} micro-lamports", price.micro_lamports);
            sheet.row(Row::new("price", price).meaning(meaning));
            return;
        }
    }
    if called == program::TOKEN || called == program::TOKEN_2022 {
        let named = TransferAccounts::from_indexes(instruction.account_indexes());
        if let (Some(transfer), Some(named)) = (TransferChecked::from_data(data), named) {
            sheet.section(title(&format!("{} TransferChecked", program_name(called))));
            let mint = account(named.mint);
            let asset = by_mint(&mint);
            let units = Amount::from(transfer.amount);
            let amount = Row::new("amount", units.to_string());
            sheet.row(amount.meaning(describe::amount(units, asset.as_ref())));
            let symbol = asset.as_ref().map(|asset| asset.symbol().to_owned());
            sheet.row(Row::new("mint", mint).meaning(symbol));
            sheet.row(Row::new("decimals", transfer.decimals.to_string()));
            sheet.row(Row::new("source", account(named.source)));
            sheet.row(Row::new("destination", account(named.destination)));
            sheet.row(Row::new("authority", account(named.authority)));
            if !named.others.is_empty() {
                let others = format!("{} more accounts", named.others.len());
                sheet.row(Row::new("others", others));
            }
            return;
        }
    }
    if called == program::MEMO {
        sheet.section(title("Memo"));
        let memo =
            core::str::from_utf8(data).map_or_else(|_| describe::hex(data), describe::printable);
        sheet.row(Row::new("text", memo));
        return;
    }
    sheet.section(title(program_name(called)));
    sheet.row(Row::new("program", called.to_string()));
    let accounts: Vec<String> = instruction
        .account_indexes()
        .iter()
        .map(|index| account(*index))
        .collect();
    sheet.row(Row::new("accounts", accounts.join(" ")));
    sheet.row(Row::new("data", describe::hex(data)));
}

fn program_name(called: Address) -> &'static str {
    [
        (program::ASSOCIATED_TOKEN, "AssociatedToken"),
        (program::COMPUTE_BUDGET, "ComputeBudget"),
        (program::LIGHTHOUSE, "Lighthouse"),
        (program::MEMO, "Memo"),
        (program::SYSTEM, "System"),
        (program::TOKEN, "Token"),
        (program::TOKEN_2022, "Token-2022"),
    ]
    .into_iter()
    .find_map(|(address, name)| (address == called).then_some(name))
    .unwrap_or("unknown program")
}

/// The well-known token of this mint, on whichever network of Solana.
fn by_mint(mint: &str) -> Option<Asset> {
    AssetTable::default()
        .rows()
        .find(|asset| asset.address() == mint)
        .cloned()
}

const DEFAULT_UNITS: u128 = 200_000;
const MAX_UNITS: u128 = 1_400_000;
const LAMPORTS_PER_SIGNATURE: u128 = 5_000;
