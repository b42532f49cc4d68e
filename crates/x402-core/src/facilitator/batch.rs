//! Several payments in one transaction, through Multicall3.
//!
//! A payment joins the reserved transaction that its lane collects payments for: the transaction's
//! version decides between a payment that joins and an attempt that is stored.

use alloc::vec::Vec;

use super::{
    Rows, Sponsorship,
    rows::{
        LaneRow, SettlementKey, SettlementRow, TransactionKey, TransactionKind, TransactionRow,
        TransactionState,
    },
};
use crate::{
    chain::{BlockId, Code, EvmQuery, Facts, Quorum, Value},
    evm::{Address, abi},
    timestamp::UnixTimestamp,
};

/// Whether a payment may go together with others.
///
/// Its call must not be able to use up the gas of the others: it is the token's own, with the
/// signature of an account without code. What another transaction did not pay goes alone.
pub(super) fn is_batchable(
    row: &SettlementRow,
    (facts, quorum): (&Facts, Quorum),
    terms: &Sponsorship,
) -> bool {
    let Some(account) = row.payer.as_evm() else {
        return false;
    };
    let at = BlockId::Latest;
    let code = EvmQuery::Code { account, at }.into();
    terms.batch_within > 0
        && row.ended.is_none()
        && row.call.to == row.asset
        && abi::is_transfer_by_account(row.call.data.as_bytes())
        && facts.value(&code, quorum) == Some(&Value::Code(Code::None))
}

/// The reserved transaction that a payment with this gas joins.
pub(super) fn to_join<'r>(
    rows: &'r Rows,
    lane: &LaneRow,
    gas: u64,
    terms: &Sponsorship,
) -> Option<&'r TransactionRow> {
    let key = TransactionKey::Nonce {
        lane: lane.key.clone(),
        nonce: lane.collects?,
    };
    let transaction = rows.transaction(&key)?;
    let is_open = transaction.state == TransactionState::Reserved
        && transaction.kind != TransactionKind::NoOp
        && rows.attempts_of(&key).next().is_none();
    let fits = joined(transaction, gas).is_some_and(|gas| gas <= terms.max_batch_gas);
    (is_open && fits).then_some(transaction)
}

/// Adds a payment to a transaction.
pub(super) fn join(transaction: &mut TransactionRow, key: SettlementKey, gas: u64) {
    transaction.gas_limit = joined(transaction, gas).unwrap_or(u64::MAX);
    transaction.settlements.push(key);
    transaction.kind = kind(&transaction.settlements);
}

fn joined(transaction: &TransactionRow, gas: u64) -> Option<u64> {
    let overhead = match transaction.kind {
        TransactionKind::Batch => 0,
        _ => OVERHEAD,
    };
    let gas = gas.checked_add(overhead)?;
    transaction.gas_limit.checked_add(gas)
}

/// The gas limit of a transaction with these payments; `None` if one does not state its gas.
pub(super) fn gas_limit<'r>(rows: impl Iterator<Item = &'r SettlementRow>) -> Option<u64> {
    let gas: Option<Vec<u64>> = rows.map(|row| row.gas).collect();
    let gas = gas?;
    let overhead = if gas.len() > 1 { OVERHEAD } else { 0 };
    gas.into_iter().try_fold(overhead, u64::checked_add)
}

/// What a transaction with these payments is.
pub(super) fn kind(settlements: &[SettlementKey]) -> TransactionKind {
    match settlements {
        [_] => TransactionKind::Single,
        _ => TransactionKind::Batch,
    }
}

/// The contract and the calldata of a batch; `None` if a row is missing.
///
/// Each attempt has all the calls, also those whose payments another transaction carries by now.
pub(super) fn call(rows: &Rows, transaction: &TransactionRow) -> Option<(Address, Vec<u8>)> {
    let calls = transaction.settlements.iter().map(|key| {
        let call = &rows.settlement(key)?.call;
        Some((call.to.as_evm()?, call.data.as_bytes()))
    });
    let calls: Vec<_> = calls.collect::<Option<_>>()?;
    Some((abi::MULTICALL3, abi::batch_call(&calls)))
}

/// Whether a reserved transaction still waits for payments.
///
/// A host may have dropped the machine that waited: then the rows tell, to a second.
pub(super) fn collects(
    rows: &Rows,
    transaction: &TransactionRow,
    terms: &Sponsorship,
    now: UnixTimestamp,
) -> bool {
    let lane = transaction.key.lane().and_then(|key| rows.lane(key));
    let nonce = lane.and_then(|lane| lane.collects);
    let is_open = nonce.is_some() && nonce == transaction.key.nonce();
    let first = transaction.settlements.first();
    let since = first.and_then(|key| rows.settlement(key));
    let age = since.map_or(u64::MAX, |row| now.seconds().saturating_sub(row.updated));
    let is_young = age.saturating_mul(1_000) < terms.batch_within.saturating_add(1_000);
    terms.batch_within > 0 && is_open && is_young && transaction.gas_limit < terms.max_batch_gas
}

/// What `aggregate3` uses beside its calls. Each payment's gas also holds what a transaction of its
/// own would cost, which is more than its place in a batch.
const OVERHEAD: u64 = 20_000;
