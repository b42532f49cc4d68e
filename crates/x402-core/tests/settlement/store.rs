//! A store of rows with versions, by the contract of `StoreRequest`.

use std::{collections::BTreeMap, sync::Arc};

use x402_core::facilitator::{
    AttemptRow, LaneKey, LaneRow, RowKeys, Rows, SettlementKey, SettlementRow, SpendKey, SpendRow,
    StoreAnswer, TransactionKey, TransactionRow,
};

#[derive(Clone, Debug, Default, Eq, Hash, PartialEq)]
pub(crate) struct Store {
    pub(crate) settlements: BTreeMap<SettlementKey, Arc<SettlementRow>>,
    pub(crate) transactions: BTreeMap<TransactionKey, Arc<TransactionRow>>,
    pub(crate) attempts: BTreeMap<(TransactionKey, u64), Arc<AttemptRow>>,
    pub(crate) lanes: BTreeMap<LaneKey, Arc<LaneRow>>,
    pub(crate) spends: BTreeMap<SpendKey, Arc<SpendRow>>,
}

impl Store {
    pub(crate) fn load(&self, keys: &RowKeys) -> Rows {
        let mut rows = Rows::default();
        for key in &keys.lanes {
            self.lane(key, &mut rows);
        }
        for key in &keys.settlements {
            self.settlement(key, &mut rows);
        }
        for key in &keys.transactions {
            self.transaction(key, &mut rows);
        }
        for key in &keys.spends {
            self.spend(key, &mut rows);
        }
        rows
    }

    fn settlement(&self, key: &SettlementKey, rows: &mut Rows) {
        let Some(row) = self.settlements.get(key) else {
            return;
        };
        if rows.settlement(key).is_some() {
            return;
        }
        rows.settlements.push(SettlementRow::clone(row));
        for key in &row.spends {
            self.spend(key, rows);
        }
        if let Some(key) = &row.transaction {
            self.transaction(key, rows);
        }
    }

    fn transaction(&self, key: &TransactionKey, rows: &mut Rows) {
        let Some(row) = self.transactions.get(key) else {
            return;
        };
        if rows.transaction(key).is_some() {
            return;
        }
        rows.transactions.push(TransactionRow::clone(row));
        let attempts = self
            .attempts
            .range((key.clone(), 0)..=(key.clone(), u64::MAX));
        rows.attempts
            .extend(attempts.map(|(_, row)| AttemptRow::clone(row)));
        if let Some(lane) = key.lane() {
            self.lane(lane, rows);
        }
        for key in &row.settlements {
            self.settlement(key, rows);
        }
    }

    fn lane(&self, key: &LaneKey, rows: &mut Rows) {
        let Some(row) = self.lanes.get(key) else {
            return;
        };
        if rows.lane(key).is_some() {
            return;
        }
        rows.lanes.push(LaneRow::clone(row));
        let free = row.free.iter().map(|free| free.nonce);
        for nonce in free.chain(row.collects) {
            let key = TransactionKey::Nonce {
                lane: key.clone(),
                nonce,
            };
            self.transaction(&key, rows);
        }
    }

    fn spend(&self, key: &SpendKey, rows: &mut Rows) {
        if let (Some(row), None) = (self.spends.get(key), rows.spend(key)) {
            rows.spends.push(SpendRow::clone(row));
        }
    }

    /// Writes all of the rows or none.
    pub(crate) fn put(&mut self, rows: &Rows) -> StoreAnswer {
        let fits = |known: Option<u64>, version: u64| known.unwrap_or(0) + 1 == version;
        let all_fit = rows.settlements.iter().all(|row| {
            fits(
                self.settlements.get(&row.key).map(|row| row.version),
                row.version,
            )
        }) && rows.transactions.iter().all(|row| {
            fits(
                self.transactions.get(&row.key).map(|row| row.version),
                row.version,
            )
        }) && rows
            .lanes
            .iter()
            .all(|row| fits(self.lanes.get(&row.key).map(|row| row.version), row.version))
            && rows.spends.iter().all(|row| {
                fits(
                    self.spends.get(&row.key).map(|row| row.version),
                    row.version,
                )
            })
            && rows.attempts.iter().all(|row| {
                let key = (row.transaction.clone(), row.number);
                let is_known = |known: &Arc<AttemptRow>| known.hash == row.hash;
                !self.attempts.contains_key(&key) && !self.attempts.values().any(is_known)
            });
        if !all_fit {
            return StoreAnswer::Conflict(Rows::default());
        }
        self.write(rows);
        StoreAnswer::Done
    }

    pub(crate) fn write(&mut self, rows: &Rows) {
        for row in &rows.settlements {
            self.settlements.insert(row.key, Arc::new(row.clone()));
        }
        for row in &rows.transactions {
            self.transactions
                .insert(row.key.clone(), Arc::new(row.clone()));
        }
        for row in &rows.lanes {
            self.lanes.insert(row.key.clone(), Arc::new(row.clone()));
        }
        for row in &rows.spends {
            self.spends.insert(row.key.clone(), Arc::new(row.clone()));
        }
        for row in &rows.attempts {
            let key = (row.transaction.clone(), row.number);
            self.attempts.insert(key, Arc::new(row.clone()));
        }
    }
}
