//! A request in the form in which a database carries it out.

use alloc::{format, string::String, vec::Vec};
use core::fmt::Display;

use super::{RowId, RowKind, StoredRow};
use crate::facilitator::{Lease, RowKeys, Rows, StoreRequest};

/// A [`StoreRequest`] as a database carries it out: `StoreCommand::from(&request)`.
#[derive(Clone, Debug, Eq, Hash, PartialEq)]
#[expect(
    clippy::exhaustive_enums,
    reason = "a new case must break the build of every caller"
)]
pub enum StoreCommand {
    /// Read rows in one snapshot, each once and in any order: those with these names and, of each
    /// row that is read, the parent, the links, and of a transaction the attempts whose parent it
    /// is. Those that do not exist are left out.
    Load(Vec<RowId>),
    /// Read the row with this alias, and with it what a load of it gives.
    ByAlias(String),
    /// Write all rows or none, in one durable database transaction and in this order, which is
    /// the same everywhere so that two puts never wait for each other.
    Put {
        /// The rows.
        rows: Vec<StoredRow>,
        /// The lease of the transactions among them. `None` leaves a lease as it is.
        lease: Option<Lease>,
    },
    /// Lease rows of a kind that are due and whose lease is absent or lapsed, those first that have none
    /// and then those whose lease lapsed first; pass over those that another put holds.
    ClaimDue {
        /// The kind.
        kind: RowKind,
        /// The most rows.
        limit: u32,
        /// Their lease.
        lease: Lease,
    },
    /// Prolong the lease of a transaction, if this owner has it, lapsed or not.
    Renew {
        /// The transaction.
        transaction: RowId,
        /// The lease.
        lease: Lease,
    },
    /// In one database transaction, delete
    ///
    /// 1. rows whose `prune_after` is before this time and whose parent is not due,
    /// 2. transactions that are not due, have no link left, to which their parent does not link,
    ///    and that have no position or are not the one with the highest position of their parent; and
    ///    their attempts.
    Prune {
        /// The time in Unix seconds.
        before: u64,
    },
}

/// The longest lease: no sum with a clock's time overflows.
const LONGEST: u64 = 1 << 53;

impl From<&StoreRequest> for StoreCommand {
    fn from(request: &StoreRequest) -> Self {
        match request {
            StoreRequest::Load(keys) => Self::Load(named(keys)),
            StoreRequest::ByHash { network, hash } => Self::ByAlias(format!("{network}/{hash}")),
            StoreRequest::Put { rows, lease } => Self::Put {
                rows: stored(rows),
                lease: lease.as_ref().map(bounded),
            },
            StoreRequest::ClaimDue { kind, limit, lease } => Self::ClaimDue {
                kind: *kind,
                limit: *limit,
                lease: bounded(lease),
            },
            StoreRequest::Renew { transaction, lease } => Self::Renew {
                transaction: RowId::new(RowKind::Transaction, transaction),
                lease: bounded(lease),
            },
            StoreRequest::Prune { before } => Self::Prune {
                before: before.seconds(),
            },
        }
    }
}

fn named(keys: &RowKeys) -> Vec<RowId> {
    fn ids<T: Display>(kind: RowKind, keys: &[T]) -> impl Iterator<Item = RowId> {
        keys.iter().map(move |key| RowId::new(kind, key))
    }
    ids(RowKind::Settlement, &keys.settlements)
        .chain(ids(RowKind::Transaction, &keys.transactions))
        .chain(ids(RowKind::Lane, &keys.lanes))
        .chain(ids(RowKind::Spend, &keys.spends))
        .collect()
}

fn stored(rows: &Rows) -> Vec<StoredRow> {
    let mut stored: Vec<StoredRow> = Vec::new();
    stored.extend(rows.settlements.iter().map(Into::into));
    stored.extend(rows.transactions.iter().map(Into::into));
    stored.extend(rows.attempts.iter().map(Into::into));
    stored.extend(rows.lanes.iter().map(Into::into));
    stored.extend(rows.spends.iter().map(Into::into));
    stored.sort_by(|one, other| one.id.cmp(&other.id));
    stored
}

fn bounded(lease: &Lease) -> Lease {
    Lease {
        owner: lease.owner.clone(),
        millis: lease.millis.min(LONGEST),
    }
}
