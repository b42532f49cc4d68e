//! One row as a database keeps it.

use alloc::{format, string::String, vec::Vec};
use core::fmt;

use super::{RowId, RowKind};
use crate::{
    chain::Level,
    facilitator::rows::{
        AttemptRow, LaneRow, SettlementRow, SettlementState, SpendRow, TransactionKey,
        TransactionRow,
    },
    message::Wire,
};

/// A row as a database keeps it: its text, and the columns that it is found by.
///
/// The body is a JSON object. It is bearer money, so the `Debug` form hides it. No number is above
/// 2^63 - 1, which is the largest integer of SQL.
#[derive(Clone, Eq, Hash, PartialEq)]
#[expect(clippy::exhaustive_structs, reason = "a caller writes it as a literal")]
pub struct StoredRow {
    /// The name.
    pub id: RowId,
    /// 1: the row is inserted. n: it replaces the row of version n - 1.
    pub version: u64,
    /// The row's JSON.
    pub body: String,
    /// The row that it belongs to: of a settlement and of an attempt the transaction, of a
    /// transaction with a nonce the lane.
    pub parent: Option<RowId>,
    /// The rows that it names: a settlement's spends, a transaction's settlements, a lane's
    /// transactions whose nonce is free or that payments may join.
    pub links: Vec<RowId>,
    /// Another name that no two rows have: of an attempt `network/hash`.
    pub alias: Option<String>,
    /// The place among the transactions of a lane: the nonce. A message of Solana has none.
    pub position: Option<u64>,
    /// Whether it is to be driven: a transaction that has not ended, or a settlement that has not
    /// and that no transaction carries.
    pub due: bool,
    /// The time in Unix seconds after which it is not needed. `None`: it is always needed.
    pub prune_after: Option<u64>,
}

impl StoredRow {
    /// A row that is found by its name alone.
    #[must_use]
    pub fn new(id: RowId, version: u64, body: String) -> Self {
        Self {
            id,
            version,
            body,
            parent: None,
            links: Vec::new(),
            alias: None,
            position: None,
            due: false,
            prune_after: None,
        }
    }
}

impl fmt::Debug for StoredRow {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("StoredRow")
            .field("id", &self.id)
            .field("version", &self.version)
            .finish_non_exhaustive()
    }
}

impl From<&SettlementRow> for StoredRow {
    fn from(row: &SettlementRow) -> Self {
        let id = RowId::new(RowKind::Settlement, &row.key);
        let mut stored = Self::new(id, row.version, text(row, LONG));
        let transaction = row.transaction.as_ref();
        stored.parent = transaction.map(|key| RowId::new(RowKind::Transaction, key));
        let spends = row.spends.iter();
        stored.links = spends.map(|key| RowId::new(RowKind::Spend, key)).collect();
        stored.due = row.is_due();
        stored.prune_after = not_needed_after(row);
        stored
    }
}

impl From<&TransactionRow> for StoredRow {
    fn from(row: &TransactionRow) -> Self {
        let id = RowId::new(RowKind::Transaction, &row.key);
        // The key begins with its lane's.
        let lane = row.key.lane().and_then(|_| id.key.rsplit_once('/'));
        let lane = lane.map(|(lane, _)| RowId::new(RowKind::Lane, &lane));
        let mut stored = Self::new(id, row.version, text(row, USUAL));
        stored.parent = lane;
        let settlements = row.settlements.iter();
        stored.links = settlements
            .map(|key| RowId::new(RowKind::Settlement, key))
            .collect();
        stored.position = row.key.nonce().map(|nonce| nonce.min(LARGEST));
        stored.due = !row.state.is_ended();
        stored
    }
}

impl From<&AttemptRow> for StoredRow {
    fn from(row: &AttemptRow) -> Self {
        let transaction = RowId::new(RowKind::Transaction, &row.transaction);
        let key = format!("{}/{}", transaction.key, row.number);
        // It is inserted and never changed.
        let mut stored = Self::new(RowId::new(RowKind::Attempt, &key), 1, text(row, LONG));
        stored.parent = Some(transaction);
        stored.alias = Some(format!("{}/{}", row.transaction.network(), row.hash));
        stored
    }
}

impl From<&LaneRow> for StoredRow {
    fn from(row: &LaneRow) -> Self {
        let id = RowId::new(RowKind::Lane, &row.key);
        let mut stored = Self::new(id, row.version, text(row, USUAL));
        let free = row.free.iter().map(|free| free.nonce);
        let nonces = free.chain(row.collects.filter(|nonce| !row.is_free(*nonce)));
        stored.links = nonces
            .map(|nonce| TransactionKey::Nonce {
                lane: row.key.clone(),
                nonce,
            })
            .map(|key| RowId::new(RowKind::Transaction, &key))
            .collect();
        stored
    }
}

impl From<&SpendRow> for StoredRow {
    fn from(row: &SpendRow) -> Self {
        let id = RowId::new(RowKind::Spend, &row.key);
        let mut stored = Self::new(id, row.version, text(row, USUAL));
        let is_counted = row.reserved.is_zero();
        let end = row.key.day.saturating_add(1).saturating_mul(86_400);
        stored.prune_after = (is_counted && end <= LARGEST).then_some(end);
        stored
    }
}

/// The JSON of a row, in a text with room for a number of bytes.
fn text(row: &impl Wire, room: usize) -> String {
    let mut text = String::with_capacity(room);
    row.view().write(&mut text);
    text
}

/// Most rows need no more room.
const USUAL: usize = 768;

/// Nor do most of those with calldata in them.
const LONG: usize = 2_048;

/// The largest integer of SQL.
const LARGEST: u64 = i64::MAX.unsigned_abs();

/// The time after which a settlement that has ended is not needed: when it was written last, or
/// the end of its window if that is later.
fn not_needed_after(row: &SettlementRow) -> Option<u64> {
    let has_ended = match row.state {
        SettlementState::Open | SettlementState::Unresolved | SettlementState::Reversed => false,
        SettlementState::Paid | SettlementState::PaidByOther => row.level == Some(Level::Finalized),
        SettlementState::NotPaidLive
        | SettlementState::NotPaidDead
        | SettlementState::Short
        | SettlementState::Abandoned => true,
    };
    let end = row.valid_until.to_u64()?.max(row.updated);
    (has_ended && end <= LARGEST).then_some(end)
}
