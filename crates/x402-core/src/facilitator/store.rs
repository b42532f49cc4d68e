//! What a facilitator's store is asked, what it answers, and what it must guarantee.

use alloc::{string::String, vec::Vec};

use super::{
    rows::{
        AttemptRow, LaneKey, LaneRow, SettlementKey, SettlementRow, SettlementState, SpendKey,
        SpendRow, TransactionKey, TransactionRow,
    },
    stored::RowKind,
};
use crate::{chain::TransactionId, network::Network, timestamp::UnixTimestamp};

/// Rows that are read or written together.
#[derive(Clone, Debug, Default, Eq, Hash, PartialEq)]
#[expect(clippy::exhaustive_structs, reason = "a caller writes it as a literal")]
pub struct Rows {
    /// Settlements.
    pub settlements: Vec<SettlementRow>,
    /// Transactions.
    pub transactions: Vec<TransactionRow>,
    /// Attempts, those of one transaction in the order of their numbers.
    pub attempts: Vec<AttemptRow>,
    /// Lanes.
    pub lanes: Vec<LaneRow>,
    /// Spends.
    pub spends: Vec<SpendRow>,
}

/// The rows that a [`StoreRequest::Load`] asks for. What comes with a row brings its own with it.
#[derive(Clone, Debug, Default, Eq, Hash, PartialEq)]
#[expect(clippy::exhaustive_structs, reason = "a caller writes it as a literal")]
pub struct RowKeys {
    /// Settlements. With each come the transaction and the spends that it names.
    pub settlements: Vec<SettlementKey>,
    /// Transactions. With each come its lane, if it has one, all its attempts, and the settlements that it names
    /// with their spends.
    pub transactions: Vec<TransactionKey>,
    /// Lanes. With each come the transactions of its free nonces, and the one that it collects
    /// payments for.
    pub lanes: Vec<LaneKey>,
    /// Spends.
    pub spends: Vec<SpendKey>,
}

/// A replica's right to drive transactions, for a time.
///
/// It saves work and is not needed for safety: the versions of rows are.
#[derive(Clone, Debug, Eq, Hash, PartialEq)]
#[expect(clippy::exhaustive_structs, reason = "a caller writes it as a literal")]
pub struct Lease {
    /// The replica: a name that no other one has, also not after a restart.
    pub owner: String,
    /// How long it holds, in milliseconds of the store's own clock.
    pub millis: u64,
}

/// What a facilitator's store is asked. A host carries it out and gives the machine the answer.
///
/// The store decides nothing. It must guarantee this:
///
/// - **A put is one database transaction.** It writes all its rows or none. A row of version 1 is
///   inserted: no row may have its key. A row of version n replaces the row of version n − 1, and
///   no other. An attempt is inserted: no row may have its transaction and number, or its network
///   and hash. If one row does not fit, nothing is written, and the answer is
///   [`StoreAnswer::Conflict`].
/// - **What a put wrote is durable when it is answered.** `SQLite` needs `synchronous=FULL`, also
///   in WAL mode; `PostgreSQL` needs `synchronous_commit=on` and no failover to an asynchronous
///   replica.
/// - **A load is one snapshot**, in which every put is whole. What was put before the load is in it.
/// - **An answer that was lost is [`StoreAnswer::Unknown`]**, never
///   [`StoreAnswer::Unavailable`].
/// - **Raw bytes and calldata are bearer money** until the payment's window ends: a file has
///   owner-only rights, and rows are not logged.
///
/// Unique are the keys of settlements, transactions, lanes and spends, and the network with the
/// hash of attempts, which on Solana is the first signature. A lease is kept beside the transaction's row, by the store's own clock.
#[derive(Clone, Debug, Eq, Hash, PartialEq)]
#[expect(
    clippy::exhaustive_enums,
    reason = "a new case must break the build of every caller"
)]
pub enum StoreRequest {
    /// Read rows by their keys; those that do not exist are left out. Answered by
    /// [`StoreAnswer::Rows`].
    Load(RowKeys),
    /// Read the transaction that has this attempt, with what a load of it gives. Answered by
    /// [`StoreAnswer::Rows`].
    ByHash {
        /// The network.
        network: Network,
        /// The attempt's hash.
        hash: TransactionId,
    },
    /// Write all of these rows, or none. Answered by [`StoreAnswer::Done`] or
    /// [`StoreAnswer::Conflict`].
    Put {
        /// The rows, each with its new version.
        rows: Rows,
        /// The lease that the transactions among them get, for the replica that drives them.
        /// `None` leaves a lease as it is.
        lease: Option<Lease>,
    },
    /// Take transactions that have not ended, or settlements that [are due](SettlementRow::is_due),
    /// whose lease is absent or lapsed, and lease them. Two replicas never get the same one:
    /// `FOR UPDATE SKIP LOCKED`. Answered by [`StoreAnswer::Rows`], those rows alone.
    ClaimDue {
        /// Transactions or settlements; no rows of another kind are ever due.
        kind: RowKind,
        /// The most that are taken, those first whose lease lapsed first.
        limit: u32,
        /// The lease that they get.
        lease: Lease,
    },
    /// Prolong the lease of a transaction that is being driven, well before it lapses. Answered
    /// by [`StoreAnswer::Done`], or by [`StoreAnswer::Conflict`] if another replica has it now.
    Renew {
        /// The transaction.
        transaction: TransactionKey,
        /// The lease.
        lease: Lease,
    },
    /// Delete settlements that were written last before a time, whose window is over and that
    /// have ended at the level `finalized`, with their transactions and attempts. The highest
    /// transaction of a lane and the lane stay; a message of Solana is in none. Answered by [`StoreAnswer::Done`].
    Prune {
        /// The time.
        before: UnixTimestamp,
    },
}

/// What a facilitator's store answers.
#[derive(Clone, Debug, Eq, Hash, PartialEq)]
#[expect(
    clippy::exhaustive_enums,
    reason = "a new case must break the build of every caller"
)]
pub enum StoreAnswer {
    /// The rows that were found.
    Rows(Rows),
    /// It is done, and durable.
    Done,
    /// Nothing was written: a row has another version. These are the rows with the keys of the
    /// put as they are, with what a load of them gives.
    Conflict(Rows),
    /// The store could not be asked, or refused: nothing was written.
    Unavailable,
    /// The answer was lost: it may have been written. Load before anything else.
    Unknown,
}

impl StoreRequest {
    /// A load of one settlement.
    #[must_use]
    pub fn load_settlement(key: SettlementKey) -> Self {
        Self::Load(RowKeys {
            settlements: alloc::vec![key],
            ..RowKeys::default()
        })
    }

    /// A load of one transaction.
    #[must_use]
    pub fn load_transaction(key: TransactionKey) -> Self {
        Self::Load(RowKeys {
            transactions: alloc::vec![key],
            ..RowKeys::default()
        })
    }
}

impl Rows {
    /// The settlements that were reported as paid and have not been: a block that was not
    /// finalized was replaced. A put that has one is an alarm.
    pub fn reversed(&self) -> impl Iterator<Item = &SettlementRow> {
        let rows = self.settlements.iter();
        rows.filter(|row| row.state == SettlementState::Reversed)
    }

    /// The settlement with this key.
    #[must_use]
    pub fn settlement(&self, key: &SettlementKey) -> Option<&SettlementRow> {
        self.settlements.iter().find(|row| row.key == *key)
    }

    /// The transaction with this key.
    #[must_use]
    pub fn transaction(&self, key: &TransactionKey) -> Option<&TransactionRow> {
        self.transactions.iter().find(|row| row.key == *key)
    }

    /// The attempts of a transaction, in their order.
    #[must_use]
    pub fn attempts_of(
        &self,
        key: &TransactionKey,
    ) -> impl DoubleEndedIterator<Item = &AttemptRow> {
        let attempts = self.attempts.iter();
        attempts.filter(move |row| row.transaction == *key)
    }

    /// The lane with this key.
    #[must_use]
    pub fn lane(&self, key: &LaneKey) -> Option<&LaneRow> {
        self.lanes.iter().find(|row| row.key == *key)
    }

    /// The spend with this key.
    #[must_use]
    pub fn spend(&self, key: &SpendKey) -> Option<&SpendRow> {
        self.spends.iter().find(|row| row.key == *key)
    }
}
