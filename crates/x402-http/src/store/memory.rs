//! A store for tests.

use std::{
    collections::BTreeMap,
    sync::{Mutex, PoisonError},
    time::SystemTime,
};

use x402_core::facilitator::{
    FoundRow, Lease, RowId, RowKind, StoreCommand, StoreOutcome, StoredRow,
};

use super::{Pending, Store};

/// Rows in memory: for tests. A facilitator that keeps its rows here loses money when it ends.
#[derive(Debug, Default)]
pub struct MemoryStore {
    table: Mutex<Table>,
}

/// The rows by their names, each with its owner and the time at which its lease lapses.
type Table = BTreeMap<RowId, (StoredRow, Option<(String, u64)>)>;

impl Store for MemoryStore {
    fn carry_out(&self, command: StoreCommand) -> Pending<'_> {
        Box::pin(async move {
            let mut table = self.table.lock().unwrap_or_else(PoisonError::into_inner);
            Ok(match command {
                StoreCommand::Load(ids) => StoreOutcome::Rows(load(&table, ids)),
                StoreCommand::ByAlias(alias) => {
                    let mut rows = table.values().map(|(row, _)| row);
                    let row = rows.find(|row| row.alias.as_ref() == Some(&alias));
                    let ids = row.map(|row| row.id.clone());
                    StoreOutcome::Rows(load(&table, ids.into_iter().collect()))
                }
                StoreCommand::Put { rows, lease } => put(&mut table, rows, lease.as_ref()),
                StoreCommand::ClaimDue { kind, limit, lease } => {
                    claim(&mut table, kind, limit, &lease)
                }
                StoreCommand::Renew { transaction, lease } => {
                    renew(&mut table, transaction, &lease)
                }
                StoreCommand::Prune { before } => prune(&mut table, before),
            })
        })
    }

    fn list(&self, kind: RowKind, above: String, limit: u32) -> Pending<'_> {
        Box::pin(async move {
            let table = self.table.lock().unwrap_or_else(PoisonError::into_inner);
            let rows = table.values().map(|(row, _)| row);
            let rows = rows.filter(|row| row.id.kind == kind && row.id.key > above);
            let found = rows.take(usize::try_from(limit).unwrap_or(usize::MAX));
            let found = found.map(|row| FoundRow {
                kind,
                body: row.body.clone(),
            });
            Ok(StoreOutcome::Rows(found.collect()))
        })
    }
}

fn load(table: &Table, mut asked: Vec<RowId>) -> Vec<FoundRow> {
    let mut found = BTreeMap::new();
    while let Some(id) = asked.pop() {
        let Some((row, _)) = table.get(&id) else {
            continue;
        };
        let body = row.body.clone();
        let kind = id.kind;
        if found.insert(id, FoundRow { kind, body }).is_none() {
            asked.extend(row.parent.clone());
            asked.extend(row.links.clone());
            asked.extend(attempts(table, &row.id));
        }
    }
    found.into_values().collect()
}

fn attempts(table: &Table, transaction: &RowId) -> Vec<RowId> {
    let rows = table.values().map(|(row, _)| row);
    let belongs = |row: &&StoredRow| {
        row.id.kind == RowKind::Attempt && row.parent.as_ref() == Some(transaction)
    };
    rows.filter(belongs).map(|row| row.id.clone()).collect()
}

fn put(table: &mut Table, rows: Vec<StoredRow>, lease: Option<&Lease>) -> StoreOutcome {
    let ids = rows.iter().map(|row| row.id.clone()).collect();
    let mut draft = table.clone();
    for row in rows {
        let held = draft.remove(&row.id);
        let version = held.as_ref().map_or(0, |(held, _)| held.version);
        let is_taken = |(other, _): &(StoredRow, _)| other.alias == row.alias;
        let collides = row.alias.is_some() && draft.values().any(is_taken);
        if version.checked_add(1) != Some(row.version) || collides {
            return StoreOutcome::Conflict(load(table, ids));
        }
        let leased = match (row.id.kind, lease) {
            (RowKind::Transaction, Some(lease)) => Some(until(lease)),
            _ => held.and_then(|(_, leased)| leased),
        };
        draft.insert(row.id.clone(), (row, leased));
    }
    *table = draft;
    StoreOutcome::Done
}

fn claim(table: &mut Table, kind: RowKind, limit: u32, lease: &Lease) -> StoreOutcome {
    let now = now();
    let mut due: Vec<(Option<u64>, RowId)> = Vec::new();
    for (id, (row, leased)) in &*table {
        let until = leased.as_ref().map(|(_, until)| *until);
        if row.due && id.kind == kind && until.is_none_or(|until| until <= now) {
            due.push((until, id.clone()));
        }
    }
    due.sort();
    due.truncate(usize::try_from(limit).unwrap_or(usize::MAX));
    let mut rows = Vec::new();
    for (_, id) in due {
        if let Some((row, leased)) = table.get_mut(&id) {
            *leased = Some(until(lease));
            let body = row.body.clone();
            rows.push(FoundRow { kind, body });
        }
    }
    StoreOutcome::Rows(rows)
}

fn renew(table: &mut Table, id: RowId, lease: &Lease) -> StoreOutcome {
    match table.get_mut(&id) {
        Some((_, Some(leased))) if leased.0 == lease.owner => {
            *leased = until(lease);
            StoreOutcome::Done
        }
        _ => StoreOutcome::Conflict(load(table, vec![id])),
    }
}

fn prune(table: &mut Table, before: u64) -> StoreOutcome {
    let whole = table.clone();
    let parent = |row: &StoredRow| row.parent.as_ref().and_then(|id| whole.get(id));
    table.retain(|_, (row, _)| {
        let is_needed = row.prune_after.is_none_or(|after| after >= before);
        is_needed || parent(row).is_some_and(|(parent, _)| parent.due)
    });

    let left = table.clone();
    let is_over = |row: &StoredRow| {
        let has_link = row.links.iter().any(|id| left.contains_key(id));
        let is_linked = parent(row).is_some_and(|(parent, _)| parent.links.contains(&row.id));
        let is_above = |other: &StoredRow| {
            other.id.kind == RowKind::Transaction
                && other.parent == row.parent
                && other.position > row.position
        };
        // A message has no position: none is the highest.
        let is_highest = row.position.is_some() && !left.values().any(|(other, _)| is_above(other));
        let is_transaction = row.id.kind == RowKind::Transaction;
        is_transaction && !row.due && !has_link && !is_linked && !is_highest
    };
    for (id, _) in left.iter().filter(|(_, (row, _))| is_over(row)) {
        table.remove(id);
        for attempt in attempts(&left, id) {
            table.remove(&attempt);
        }
    }
    StoreOutcome::Done
}

fn until(lease: &Lease) -> (String, u64) {
    (lease.owner.clone(), now().saturating_add(lease.millis))
}

/// The time in milliseconds.
fn now() -> u64 {
    let since = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH);
    let millis = since.map_or(0, |since| since.as_millis());
    u64::try_from(millis).unwrap_or(u64::MAX)
}
