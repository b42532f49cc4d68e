//! One connection, with its statements prepared.

use tokio_postgres::{Client, Config, Statement};

use super::{failure::at, tls::Tls};
use crate::store::{Migration, OpenError, schema};

/// A connection to a server that keeps what it was given.
pub(super) struct Session {
    pub(super) client: Client,
    pub(super) load: Statement,
    pub(super) insert: Statement,
    pub(super) replace: Statement,
    pub(super) claim: Statement,
    pub(super) renew: Statement,
    pub(super) prune: Statement,
    pub(super) over: Statement,
}

impl Session {
    pub(super) async fn open(
        config: &Config,
        tls: &Tls,
        migrations: &'static [Migration],
    ) -> Result<Self, OpenError> {
        let connecting = config.connect(tls.clone());
        let (mut client, connection) = connecting.await.map_err(|error| at(&error))?;
        // It ends with the client; its error is the client's too.
        tokio::spawn(async move { drop(connection.await) });
        durable(&client).await?;
        migrate(&mut client, migrations).await?;
        Self::prepared(client).await.map_err(|error| at(&error))
    }

    async fn prepared(client: Client) -> Result<Self, tokio_postgres::Error> {
        Ok(Self {
            load: client.prepare(include_str!("load.sql")).await?,
            insert: client.prepare(include_str!("insert.sql")).await?,
            replace: client.prepare(include_str!("replace.sql")).await?,
            claim: client.prepare(include_str!("claim.sql")).await?,
            renew: client.prepare(include_str!("renew.sql")).await?,
            prune: client.prepare(include_str!("prune.sql")).await?,
            over: client.prepare(include_str!("over.sql")).await?,
            client,
        })
    }
}

/// What must be so for a row to survive a power failure, with what to do.
const DURABLE: [(&str, &[&str], &str); 4] = [
    (
        "synchronous_commit",
        &["on", "remote_apply"],
        "run `ALTER ROLE … SET synchronous_commit = on`",
    ),
    ("fsync", &["on"], "set it in `postgresql.conf`"),
    ("full_page_writes", &["on"], "set it in `postgresql.conf`"),
    (
        "transaction_read_only",
        &["off"],
        "connect to the primary, as a role that may write",
    ),
];

async fn durable(client: &Client) -> Result<(), OpenError> {
    for (setting, expected, advice) in DURABLE {
        let row = client
            .query_one("SELECT current_setting($1)", &[&setting])
            .await
            .map_err(|error| at(&error))?;
        let found: &str = row.try_get(0).map_err(|error| at(&error))?;
        if !expected.contains(&found) {
            let expected = expected.join("` or `");
            return Err(OpenError(format!(
                "PostgreSQL: expected {setting} `{expected}`, found `{found}`: {advice}"
            )));
        }
    }
    Ok(())
}

/// Brings the tables to this program's version, unless they have a newer one.
async fn migrate(client: &mut Client, migrations: &'static [Migration]) -> Result<(), OpenError> {
    let at = |error: tokio_postgres::Error| at(&error);
    let transaction = client.transaction().await.map_err(at)?;
    // Two programs that start at once would both make the tables.
    transaction.batch_execute(LOCK).await.map_err(at)?;
    transaction.batch_execute(schema::TABLE).await.map_err(at)?;
    let found = transaction
        .query_opt(schema::FOUND, &[])
        .await
        .map_err(at)?;
    let found = match found {
        Some(row) => Some((row.try_get(0).map_err(at)?, row.try_get(1).map_err(at)?)),
        None => None,
    };
    for step in schema::left(migrations, found)? {
        transaction.batch_execute(step.sql).await.map_err(at)?;
        let noted = transaction
            .execute(schema::NOTE, &[&step.version, &step.oldest])
            .await;
        noted.map_err(at)?;
    }
    transaction.commit().await.map_err(at)
}

/// The number is arbitrary; no other program uses it in the same database.
const LOCK: &str = "SELECT pg_advisory_xact_lock(402402402)";
