//! The commands as statements.

use rusqlite::{Connection, ErrorCode, params};
use x402_core::{
    facilitator::{FoundRow, Lease, RowId, RowKind, StoreCommand, StoreOutcome, StoredRow},
    json::Json,
};

use crate::store::StoreError;

/// Carries out a command. An error leaves the connection outside a database transaction, or it
/// must be closed.
pub(super) fn carry_out(
    connection: &Connection,
    command: &StoreCommand,
) -> Result<StoreOutcome, StoreError> {
    match command {
        StoreCommand::Load(ids) => load(connection, ids, None),
        StoreCommand::ByAlias(alias) => load(connection, &[], Some(alias)),
        StoreCommand::Put { rows, lease } => {
            let done = inside(connection, || {
                let fits = put(connection, rows, lease.as_ref())?;
                Ok((fits, fits))
            })?;
            if done {
                return Ok(StoreOutcome::Done);
            }
            let ids: Vec<RowId> = rows.iter().map(|row| row.id.clone()).collect();
            conflict(connection, &ids)
        }
        StoreCommand::ClaimDue { kind, limit, lease } => inside(connection, || {
            claim(connection, *kind, *limit, lease).map(|rows| (StoreOutcome::Rows(rows), true))
        }),
        StoreCommand::Renew { transaction, lease } => {
            let done = inside(connection, || {
                let renew = include_str!("renew.sql");
                let values = (
                    transaction.to_string(),
                    &lease.owner,
                    integer(lease.millis)?,
                );
                Ok((connection.execute(renew, values)? == 1, true))
            })?;
            if done {
                return Ok(StoreOutcome::Done);
            }
            conflict(connection, core::slice::from_ref(transaction))
        }
        StoreCommand::Prune { before } => inside(connection, || {
            prune(connection, *before).map(|()| (StoreOutcome::Done, true))
        }),
    }
}

/// Does the work in one database transaction, which is written if the work says so.
fn inside<T>(
    connection: &Connection,
    work: impl FnOnce() -> rusqlite::Result<(T, bool)>,
) -> Result<T, StoreError> {
    connection
        .execute_batch("BEGIN IMMEDIATE")
        .map_err(unavailable)?;
    match work() {
        Ok((value, true)) => match connection.execute_batch("COMMIT") {
            Ok(()) => Ok(value),
            Err(error) => {
                let waits = error.sqlite_error_code() == Some(ErrorCode::DatabaseBusy);
                roll_back(connection);
                Err(if waits {
                    unavailable(error)
                } else {
                    // The disk failed while it was being written.
                    StoreError::Unknown(error.to_string())
                })
            }
        },
        Ok((value, false)) => {
            roll_back(connection);
            Ok(value)
        }
        Err(error) => {
            roll_back(connection);
            Err(unavailable(error))
        }
    }
}

/// `SQLite` rolls back by itself after some errors: then there is nothing to do. Where it fails,
/// the connection is inside a transaction, and is closed.
fn roll_back(connection: &Connection) {
    if !connection.is_autocommit() {
        let _closed_by_the_caller = connection.execute_batch("ROLLBACK");
    }
}

#[expect(clippy::needless_pass_by_value, reason = "for `map_err`")]
fn unavailable(error: impl ToString) -> StoreError {
    StoreError::Unavailable(error.to_string())
}

fn load(
    connection: &Connection,
    ids: &[RowId],
    alias: Option<&str>,
) -> Result<StoreOutcome, StoreError> {
    found(connection, ids, alias).map(StoreOutcome::Rows)
}

/// Rows of a kind above a key.
pub(super) fn list(
    connection: &Connection,
    kind: RowKind,
    above: &str,
    limit: u32,
) -> Result<StoreOutcome, StoreError> {
    let read = || {
        let mut list = connection.prepare(include_str!("list.sql"))?;
        let values = (kind.as_str(), format!("{kind} {above}"), limit);
        let rows = list.query_map(values, |row| row.get(0))?;
        rows.collect::<rusqlite::Result<Vec<String>>>()
    };
    let bodies = read().map_err(unavailable)?.into_iter();
    let found = bodies.map(|body| FoundRow { kind, body });
    Ok(StoreOutcome::Rows(found.collect()))
}

fn conflict(connection: &Connection, ids: &[RowId]) -> Result<StoreOutcome, StoreError> {
    found(connection, ids, None).map(StoreOutcome::Conflict)
}

/// One statement reads one snapshot.
fn found(
    connection: &Connection,
    ids: &[RowId],
    alias: Option<&str>,
) -> Result<Vec<FoundRow>, StoreError> {
    let ids = names(ids);
    let read = || {
        let mut load = connection.prepare(include_str!("load.sql"))?;
        let rows = load.query_map((ids, alias), |row| Ok((row.get(0)?, row.get(1)?)))?;
        rows.collect::<rusqlite::Result<Vec<(String, String)>>>()
    };
    let rows = read().map_err(unavailable)?;
    let rows = rows.into_iter().map(|(kind, body)| row(&kind, body));
    rows.collect()
}

fn row(kind: &str, body: String) -> Result<FoundRow, StoreError> {
    let kind = kind.parse().map_err(unavailable)?;
    Ok(FoundRow { kind, body })
}

/// Whether every row fits.
fn put(
    connection: &Connection,
    rows: &[StoredRow],
    lease: Option<&Lease>,
) -> rusqlite::Result<bool> {
    let mut insert = connection.prepare(include_str!("insert.sql"))?;
    let mut replace = connection.prepare(include_str!("replace.sql"))?;
    for row in rows {
        let lease = lease.filter(|_| row.id.kind == RowKind::Transaction);
        let values = params![
            row.id.to_string(),
            row.id.kind.as_str(),
            integer(row.version)?,
            row.body,
            row.parent.as_ref().map(ToString::to_string),
            names(&row.links),
            row.alias,
            row.position.map(integer).transpose()?,
            row.due,
            row.prune_after.map(integer).transpose()?,
            lease.map(|lease| &lease.owner),
            lease.map(|lease| integer(lease.millis)).transpose()?,
        ];
        let written = match row.version {
            1 => insert.execute(values)?,
            _ => replace.execute(values)?,
        };
        if written != 1 {
            return Ok(false);
        }
    }
    Ok(true)
}

fn claim(
    connection: &Connection,
    kind: RowKind,
    limit: u32,
    lease: &Lease,
) -> rusqlite::Result<Vec<FoundRow>> {
    let mut due = connection.prepare(include_str!("due.sql"))?;
    let due = due.query_map((limit, kind.as_str()), |row| Ok((row.get(0)?, row.get(1)?)))?;
    let due = due.collect::<rusqlite::Result<Vec<(String, String)>>>()?;
    let mut take = connection.prepare(include_str!("lease.sql"))?;
    let mut rows = Vec::with_capacity(due.len());
    for (id, body) in due {
        take.execute((id, &lease.owner, integer(lease.millis)?))?;
        rows.push(FoundRow { kind, body });
    }
    Ok(rows)
}

fn prune(connection: &Connection, before: u64) -> rusqlite::Result<()> {
    // A later time than any that is stored deletes all that can be.
    let before = i64::try_from(before).unwrap_or(i64::MAX);
    connection.execute(include_str!("prune.sql"), (before,))?;
    let mut over = connection.prepare(include_str!("over.sql"))?;
    let over = over.query_map((), |row| row.get(0))?;
    let over = over.collect::<rusqlite::Result<Vec<String>>>()?;
    let mut forget = connection.prepare(include_str!("forget.sql"))?;
    for transaction in over {
        forget.execute((transaction,))?;
    }
    Ok(())
}

fn integer(number: u64) -> rusqlite::Result<i64> {
    i64::try_from(number).map_err(|error| rusqlite::Error::ToSqlConversionFailure(Box::new(error)))
}

/// A JSON array.
fn names(ids: &[RowId]) -> String {
    let ids = ids.iter().map(|id| Json::String(id.to_string().into()));
    let mut text = String::new();
    Json::Array(ids.collect()).write(&mut text);
    text
}
