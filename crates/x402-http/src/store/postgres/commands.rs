//! The commands as statements.

use std::sync::atomic::{AtomicBool, Ordering};

use tokio_postgres::{Row, types::ToSql};
use x402_core::facilitator::{
    FoundRow, Lease, RowId, RowKind, StoreCommand, StoreOutcome, StoredRow,
};

use super::{failure::text, session::Session};
use crate::store::StoreError;

/// Carries out a command. After an error the connection must be closed: what it was in the middle
/// of is rolled back by the server.
///
/// `committing` is true from when a commit is sent: only then the answer can be lost.
pub(super) async fn carry_out(
    session: &Session,
    command: &StoreCommand,
    committing: &AtomicBool,
) -> Result<StoreOutcome, StoreError> {
    let ids = match command {
        StoreCommand::Load(ids) => return load(session, ids, None).await.map(StoreOutcome::Rows),
        StoreCommand::ByAlias(alias) => {
            let rows = load(session, &[], Some(alias)).await;
            return rows.map(StoreOutcome::Rows);
        }
        StoreCommand::Put { rows, lease } => {
            begin(session).await?;
            if put(session, rows, lease.as_ref()).await? {
                return commit(session, committing).await;
            }
            rows.iter().map(|row| row.id.clone()).collect()
        }
        StoreCommand::Renew { transaction, lease } => {
            begin(session).await?;
            let values: [&(dyn ToSql + Sync); 3] = [
                &transaction.to_string(),
                &lease.owner,
                &integer(lease.millis)?,
            ];
            let renewed = session.client.execute(&session.renew, &values).await;
            if renewed.map_err(unavailable)? == 1 {
                return commit(session, committing).await;
            }
            vec![transaction.clone()]
        }
        StoreCommand::ClaimDue { kind, limit, lease } => {
            begin(session).await?;
            let values: [&(dyn ToSql + Sync); 4] = [
                &i64::from(*limit),
                &lease.owner,
                &integer(lease.millis)?,
                &kind.as_str(),
            ];
            let rows = session.client.query(&session.claim, &values).await;
            let rows = rows.map_err(unavailable)?;
            let rows: Result<_, StoreError> = rows.iter().map(|row| claimed(*kind, row)).collect();
            let rows = StoreOutcome::Rows(rows?);
            return commit(session, committing).await.map(|_| rows);
        }
        StoreCommand::Prune { before } => {
            begin(session).await?;
            // A later time than any that is stored deletes all that can be.
            let before = i64::try_from(*before).unwrap_or(i64::MAX);
            let pruned = session.client.execute(&session.prune, &[&before]).await;
            pruned.map_err(unavailable)?;
            let over = session.client.execute(&session.over, &[]).await;
            over.map_err(unavailable)?;
            return commit(session, committing).await;
        }
    };
    let rolled_back = session.client.batch_execute("ROLLBACK").await;
    rolled_back.map_err(unavailable)?;
    load(session, &ids, None).await.map(StoreOutcome::Conflict)
}

async fn begin(session: &Session) -> Result<(), StoreError> {
    // A row that another transaction wrote is waited for, and then read as it is.
    let statement = "BEGIN ISOLATION LEVEL READ COMMITTED";
    let begun = session.client.batch_execute(statement).await;
    begun.map_err(unavailable)
}

async fn commit(session: &Session, committing: &AtomicBool) -> Result<StoreOutcome, StoreError> {
    committing.store(true, Ordering::Relaxed);
    // A server that reports an error here may have written it: one that waited for a replica has.
    match session.client.batch_execute("COMMIT").await {
        Ok(()) => Ok(StoreOutcome::Done),
        Err(error) => Err(StoreError::Unknown(text(&error))),
    }
}

/// One statement reads one snapshot.
/// Rows of a kind above a key.
pub(super) async fn list(
    session: &Session,
    kind: RowKind,
    above: &str,
    limit: u32,
) -> Result<StoreOutcome, StoreError> {
    let (above, limit) = (format!("{kind} {above}"), i64::from(limit));
    let values: [&(dyn ToSql + Sync); 3] = [&kind.as_str(), &above, &limit];
    let rows = session
        .client
        .query(include_str!("list.sql"), &values)
        .await;
    let rows = rows.map_err(unavailable)?;
    let found = rows.iter().map(|row| {
        let body = row.try_get(0).map_err(unavailable)?;
        Ok(FoundRow { kind, body })
    });
    found.collect::<Result<_, _>>().map(StoreOutcome::Rows)
}

async fn load(
    session: &Session,
    ids: &[RowId],
    alias: Option<&str>,
) -> Result<Vec<FoundRow>, StoreError> {
    let values: [&(dyn ToSql + Sync); 2] = [&names(ids), &alias];
    let rows = session.client.query(&session.load, &values).await;
    let rows = rows.map_err(unavailable)?;
    let found = |row: &Row| {
        let kind: &str = row.try_get(0).map_err(unavailable)?;
        Ok(FoundRow {
            kind: kind.parse().map_err(|error: x402_core::ValueError| {
                StoreError::Unavailable(error.to_string())
            })?,
            body: row.try_get(1).map_err(unavailable)?,
        })
    };
    rows.iter().map(found).collect()
}

fn claimed(kind: RowKind, row: &Row) -> Result<FoundRow, StoreError> {
    Ok(FoundRow {
        kind,
        body: row.try_get(0).map_err(unavailable)?,
    })
}

/// Whether every row fits.
async fn put(
    session: &Session,
    rows: &[StoredRow],
    lease: Option<&Lease>,
) -> Result<bool, StoreError> {
    for row in rows {
        let lease = lease.filter(|_| row.id.kind == RowKind::Transaction);
        let values: [&(dyn ToSql + Sync); 12] = [
            &row.id.to_string(),
            &row.id.kind.as_str(),
            &integer(row.version)?,
            &row.body,
            &row.parent.as_ref().map(ToString::to_string),
            &names(&row.links),
            &row.alias,
            &row.position.map(integer).transpose()?,
            &row.due,
            &row.prune_after.map(integer).transpose()?,
            &lease.map(|lease| lease.owner.as_str()),
            &lease.map(|lease| integer(lease.millis)).transpose()?,
        ];
        let statement = match row.version {
            1 => &session.insert,
            _ => &session.replace,
        };
        let written = session.client.execute(statement, &values).await;
        if written.map_err(unavailable)? != 1 {
            return Ok(false);
        }
    }
    Ok(true)
}

fn names(ids: &[RowId]) -> Vec<String> {
    ids.iter().map(ToString::to_string).collect()
}

fn integer(number: u64) -> Result<i64, StoreError> {
    i64::try_from(number).map_err(|error| StoreError::Unavailable(error.to_string()))
}

#[expect(clippy::needless_pass_by_value, reason = "for `map_err`")]
fn unavailable(error: tokio_postgres::Error) -> StoreError {
    StoreError::Unavailable(text(&error))
}
