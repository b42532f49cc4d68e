//! Whether what a payer signed is used, and the end of a payment that never was.

use super::{
    Rows,
    ledger::Change,
    rows::{SettlementRow, SettlementState},
};
use crate::{
    amount::Amount,
    chain::{BlockId, Bound, EvmQuery, Facts, Query, Quorum, Value},
    scheme::{ExpectedTransfer, stored},
    timestamp::UnixTimestamp,
};

/// Asks whether what the payer signed is used or cancelled at a block; `None` where no read shows
/// it.
pub(super) fn is_used(transfer: &ExpectedTransfer, at: BlockId) -> Option<Query> {
    let read = stored::nonce_read(&transfer.payment.payload)?;
    Some(EvmQuery::Read { read, at }.into())
}

/// What as many nodes as the quorum needs answer to it.
pub(super) fn was_used(
    transfer: &ExpectedTransfer,
    at: BlockId,
    facts: &Facts,
    quorum: Quorum,
) -> Option<bool> {
    match facts.value(&is_used(transfer, at)?, quorum)? {
        Value::Flag(flag) => Some(*flag),
        _ => None,
    }
}

/// The rows of a payment that has expired unused, at a finalized block.
pub(super) fn dead(
    rows: &Rows,
    row: &SettlementRow,
    transfer: &ExpectedTransfer,
    (facts, quorum): (&Facts, Quorum),
    now: UnixTimestamp,
) -> Option<Rows> {
    let end = row.valid_until.to_u64().unwrap_or(u64::MAX);
    let query = is_used(transfer, BlockId::Finalized)?;
    if !facts.ended(&query, &Bound::Time(end), quorum) {
        return None;
    }
    let mut change = Change::new(rows, now);
    change.release(row, Amount::ZERO);
    let state = if row.reported {
        SettlementState::Reversed
    } else {
        SettlementState::NotPaidDead
    };
    change.settlement(row, |row| row.state = state);
    Some(change.rows)
}
