//! What changes together in the rows: lanes and spends beside settlements and transactions.

use alloc::vec::Vec;

use super::{
    ROW_FORMAT, Rows, batch,
    rows::{
        FreeNonce, LaneKey, LaneRow, SettlementKey, SettlementRow, SettlementState, SpendKey,
        SpendRow, TransactionKey, TransactionRow, TransactionState,
    },
};
use crate::{amount::Amount, chain::TransactionId, timestamp::UnixTimestamp};

/// The rows of one put, made of the rows that were loaded: each has the version behind theirs.
pub(super) struct Change<'r> {
    pub(super) loaded: &'r Rows,
    pub(super) rows: Rows,
    now: UnixTimestamp,
}

impl<'r> Change<'r> {
    pub(super) fn new(loaded: &'r Rows, now: UnixTimestamp) -> Self {
        let rows = Rows::default();
        Self { loaded, rows, now }
    }

    /// Changes a settlement's row.
    pub(super) fn settlement(
        &mut self,
        row: &SettlementRow,
        edit: impl FnOnce(&mut SettlementRow),
    ) {
        let now = self.now;
        let is_same = |known: &SettlementRow| known.key == row.key;
        upsert(&mut self.rows.settlements, is_same, || row.next(now), edit);
    }

    /// Changes a transaction's row.
    pub(super) fn transaction(
        &mut self,
        row: &TransactionRow,
        edit: impl FnOnce(&mut TransactionRow),
    ) {
        let next = || {
            let mut next = row.clone();
            next.version += 1;
            next
        };
        let is_same = |known: &TransactionRow| known.key == row.key;
        upsert(&mut self.rows.transactions, is_same, next, edit);
    }

    /// Changes a lane's row: a new one if there is none.
    pub(super) fn lane(&mut self, key: &LaneKey, edit: impl FnOnce(&mut LaneRow)) {
        let next = || match self.loaded.lane(key) {
            Some(lane) => {
                let mut lane = lane.clone();
                lane.version += 1;
                lane
            }
            None => LaneRow::new(ROW_FORMAT, key.clone(), 1, 0),
        };
        upsert(&mut self.rows.lanes, |lane| lane.key == *key, next, edit);
    }

    fn spend(&mut self, key: &SpendKey, edit: impl FnOnce(&mut SpendRow)) {
        let next = || match self.loaded.spend(key) {
            Some(spend) => {
                let mut spend = spend.clone();
                spend.version += 1;
                spend
            }
            None => SpendRow::new(ROW_FORMAT, key.clone(), 1, Amount::ZERO, Amount::ZERO),
        };
        upsert(&mut self.rows.spends, |spend| spend.key == *key, next, edit);
    }

    /// Reserves the worst fee of a settlement in a spend, and gives what it holds then.
    pub(super) fn reserve(&mut self, key: &SpendKey, fee: Amount) -> Amount {
        let mut held = None;
        self.spend(key, |spend| {
            spend.reserved = spend.reserved.checked_add(fee).unwrap_or(Amount::MAX);
            held = spend.reserved.checked_add(spend.spent);
        });
        held.unwrap_or(Amount::MAX)
    }

    /// A settlement costs nothing more: what it did cost takes the place of its worst fee.
    pub(super) fn release(&mut self, row: &SettlementRow, cost: Amount) {
        for key in &row.spends {
            self.spend(key, |spend| {
                let rest = spend.reserved.checked_sub(row.worst_fee);
                spend.reserved = rest.unwrap_or(Amount::ZERO);
                spend.spent = spend.spent.checked_add(cost).unwrap_or(Amount::MAX);
            });
        }
        self.settlement(row, |row| row.spends.clear());
    }

    /// A reserved transaction goes on without these settlements: nothing was signed for them in
    /// it. Without any it is given up.
    pub(super) fn leave(&mut self, transaction: &TransactionRow, keys: &[SettlementKey]) {
        let rest = transaction.settlements.iter();
        let rest: Vec<_> = rest.filter(|key| !keys.contains(key)).copied().collect();
        if rest.is_empty() {
            return self.abandon(transaction);
        }
        let rows = rest.iter().filter_map(|key| self.loaded.settlement(key));
        let gas_limit = batch::gas_limit(rows);
        self.transaction(transaction, |row| {
            row.kind = batch::kind(&rest);
            row.settlements = rest;
            row.gas_limit = gas_limit.unwrap_or(row.gas_limit);
        });
        let left = carried(self.loaded, transaction).filter(|row| keys.contains(&row.key));
        for row in left {
            self.forsake(row);
        }
    }

    /// A reserved transaction is given up: nothing was signed that could be sent. Its nonce is
    /// free, and its settlements are abandoned with it.
    fn abandon(&mut self, transaction: &TransactionRow) {
        self.transaction(transaction, |row| row.state = TransactionState::Abandoned);
        if let TransactionKey::Nonce { lane, nonce } = &transaction.key {
            let free = FreeNonce::new(*nonce, self.now.seconds());
            self.lane(lane, |lane| {
                lane.free.push(free);
                lane.free.sort_by_key(|free| free.nonce);
            });
        }
        for row in carried(self.loaded, transaction) {
            self.forsake(row);
        }
    }

    /// A settlement is given up before it was signed for. What an earlier transaction had in it is
    /// in the open, and can still land.
    fn forsake(&mut self, row: &SettlementRow) {
        self.release(row, Amount::ZERO);
        self.settlement(row, |row| {
            row.state = match row.ended {
                None => SettlementState::Abandoned,
                Some(_) => SettlementState::NotPaidLive,
            };
            row.transaction = None;
        });
    }

    /// A transaction did not pay a settlement that may still be paid: another one is to carry it.
    pub(super) fn reopen(&mut self, row: &SettlementRow, by: Option<TransactionId>) {
        self.settlement(row, |row| {
            row.state = SettlementState::Open;
            row.level = None;
            row.transaction = None;
            row.ended = by.or(row.ended);
        });
    }

    /// A lane goes on: a transaction of it is in the chain, or its nonce is used.
    pub(super) fn unblock(&mut self, key: &TransactionKey) {
        let TransactionKey::Nonce { lane: key, nonce } = key else {
            return;
        };
        let is_stuck = self
            .loaded
            .lane(key)
            .is_some_and(|lane| lane.dry || lane.stalled_at.is_some_and(|at| at <= *nonce));
        if is_stuck {
            self.lane(key, |lane| {
                lane.dry = false;
                lane.stalled_at = None;
            });
        }
    }
}

/// Edits the row that is there, or the one that `next` makes.
fn upsert<T>(
    rows: &mut Vec<T>,
    is_same: impl Fn(&T) -> bool,
    next: impl FnOnce() -> T,
    edit: impl FnOnce(&mut T),
) {
    if let Some(row) = rows.iter_mut().find(|row| is_same(row)) {
        edit(row);
        return;
    }
    let mut row = next();
    edit(&mut row);
    rows.push(row);
}

/// The settlements that a transaction carries: those that name it, too.
pub(super) fn carried<'r>(
    rows: &'r Rows,
    transaction: &'r TransactionRow,
) -> impl Iterator<Item = &'r SettlementRow> {
    let keys = transaction.settlements.iter();
    keys.filter_map(|key| rows.settlement(key))
        .filter(|row| row.transaction.as_ref() == Some(&transaction.key))
}
