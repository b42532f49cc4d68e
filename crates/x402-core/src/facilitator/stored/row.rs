//! One row as a database keeps it.

use alloc::{
    format,
    string::{String, ToString},
    vec::Vec,
};
use core::fmt;

use crate::{
    chain::Level,
    facilitator::rows::{
        AttemptRow, LaneRow, SettlementRow, SettlementState, SpendRow, TransactionRow,
    },
    words::words,
};

words! {
    /// The kinds of rows.
    #[derive(Clone, Copy, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
    #[expect(
        clippy::exhaustive_enums,
        reason = "a new case must break the build of every caller"
    )]
    pub enum RowKind: "kind of row" {
        /// A payment and phase: what must be proven.
        Settlement = "settlement",
        /// A slot of the chain.
        Transaction = "transaction",
        /// One set of signed bytes.
        Attempt = "attempt",
        /// The nonces of a signer.
        Lane = "lane",
        /// The gas of an account on one day.
        Spend = "spend",
    }
}

/// The name of a row: no two rows have the same.
#[derive(Clone, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
#[expect(clippy::exhaustive_structs, reason = "a caller writes it as a literal")]
pub struct RowId {
    /// The kind.
    pub kind: RowKind,
    /// The key as text; an attempt's is `transaction/number`.
    pub key: String,
}

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
    /// The key of the row that it belongs to: of a settlement its transaction, of an attempt its
    /// transaction, of a transaction its lane.
    pub parent: Option<String>,
    /// The keys of the settlements that a transaction carries.
    pub children: Vec<String>,
    /// Another name that no two rows have: of an attempt `network/hash`.
    pub alias: Option<String>,
    /// The place among the transactions of a lane: the nonce.
    pub position: Option<u64>,
    /// Whether it is to be driven: a transaction that has not ended.
    pub due: bool,
    /// The time in Unix seconds after which it is not needed. `None`: it is always needed.
    pub prune_after: Option<u64>,
}

impl StoredRow {
    /// A row that belongs to no other and is found by its name alone.
    #[must_use]
    pub fn new(kind: RowKind, key: String, version: u64, body: String) -> Self {
        Self {
            id: RowId { kind, key },
            version,
            body,
            parent: None,
            children: Vec::new(),
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
        let key = row.key.to_string();
        let mut stored = Self::new(RowKind::Settlement, key, row.version, row.to_string());
        stored.parent = row.transaction.as_ref().map(ToString::to_string);
        stored.prune_after = not_needed_after(row);
        stored
    }
}

impl From<&TransactionRow> for StoredRow {
    fn from(row: &TransactionRow) -> Self {
        let key = row.key.to_string();
        let mut stored = Self::new(RowKind::Transaction, key, row.version, row.to_string());
        stored.parent = Some(row.key.lane.to_string());
        stored.children = row.settlements.iter().map(ToString::to_string).collect();
        stored.position = Some(row.key.nonce.min(LARGEST));
        stored.due = !row.state.is_ended();
        stored
    }
}

impl From<&AttemptRow> for StoredRow {
    fn from(row: &AttemptRow) -> Self {
        let key = format!("{}/{}", row.transaction, row.number);
        // It is inserted and never changed.
        let mut stored = Self::new(RowKind::Attempt, key, 1, row.to_string());
        stored.parent = Some(row.transaction.to_string());
        stored.alias = Some(format!("{}/{}", row.transaction.lane.network, row.hash));
        stored
    }
}

impl From<&LaneRow> for StoredRow {
    fn from(row: &LaneRow) -> Self {
        let key = row.key.to_string();
        Self::new(RowKind::Lane, key, row.version, row.to_string())
    }
}

impl From<&SpendRow> for StoredRow {
    fn from(row: &SpendRow) -> Self {
        let key = row.key.to_string();
        let mut stored = Self::new(RowKind::Spend, key, row.version, row.to_string());
        let is_counted = row.reserved.is_zero();
        let end = row.key.day.saturating_add(1).saturating_mul(86_400);
        stored.prune_after = (is_counted && end <= LARGEST).then_some(end);
        stored
    }
}

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
