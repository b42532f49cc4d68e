//! A hole in a lane: an abandoned nonce that later transactions wait for.

use alloc::vec::Vec;

use super::{
    Rows, Sponsorship,
    ledger::Change,
    rows::{LaneKey, TransactionKey, TransactionKind, TransactionState},
};
use crate::timestamp::UnixTimestamp;

/// The rows that fill the hole at the head of a lane with a transaction that does nothing, and
/// the transaction to broadcast once they are put.
///
/// A [`Broadcast`](super::Broadcast) that waits behind the hole does this: a host has no need to.
/// `rows` are those of a load of the lane, and `account_nonce` is the nonce of the signer's next
/// transaction at the newest block. `None` if the lane has no hole there, if no later transaction
/// waits for it, or if it is not old enough by [`Sponsorship::fill_after`]: the next reservation
/// takes the nonce, which costs nothing.
#[must_use]
pub fn fill_hole(
    rows: &Rows,
    lane: &LaneKey,
    account_nonce: u64,
    terms: &Sponsorship,
    now: UnixTimestamp,
) -> Option<(Rows, TransactionKey)> {
    let row = rows.lane(lane)?;
    let hole = row.free.iter().find(|free| free.nonce == account_nonce)?;
    let is_old = now.seconds() >= hole.since.saturating_add(terms.fill_after);
    let behind = row.next_nonce.saturating_sub(account_nonce);
    let free = u64::try_from(row.free.len()).ok()?;
    if !is_old || behind <= free {
        return None;
    }
    let key = TransactionKey::Nonce {
        lane: lane.clone(),
        nonce: account_nonce,
    };
    let abandoned = rows.transaction(&key)?;
    let mut change = Change::new(rows, now);
    change.transaction(abandoned, |row| {
        row.kind = TransactionKind::NoOp;
        row.settlements = Vec::new();
        row.state = TransactionState::Reserved;
        row.gas_limit = PLAIN_TRANSFER;
    });
    change.lane(lane, |lane| {
        lane.free.retain(|free| free.nonce != account_nonce);
    });
    Some((change.rows, key))
}

/// The gas of a transfer of the native token without data.
const PLAIN_TRANSFER: u64 = 21_000;
