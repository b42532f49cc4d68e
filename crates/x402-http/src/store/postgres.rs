//! A store in a database that several machines share.

mod commands;
mod failure;
mod session;
mod tls;

use std::{
    fmt,
    sync::{
        Mutex, PoisonError,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};

use tokio::{sync::Semaphore, time};
use tokio_postgres::Config;
use x402_core::facilitator::{RowKind, StoreCommand, StoreOutcome};

use self::{session::Session, tls::Tls};
use super::{Migration, OpenError, Pending, Store, StoreError};

/// The tables, from the first version to this one.
const MIGRATIONS: &[Migration] = &[Migration::new(1, 1, include_str!("postgres/schema.sql"))];

/// How many commands are carried out at once, each over its own connection.
const CONNECTIONS: usize = 8;

/// How long a command may take, connecting included.
const PATIENCE: Duration = Duration::from_secs(5);

/// Rows in a `PostgreSQL` database, for any number of machines. Version 12 or newer.
///
/// What was put is on the server's disk when it is answered: a server with `fsync` or
/// `synchronous_commit` off, and one that only follows another, is refused. A failover to a
/// replica that has not got everything forgets rows, and must not happen unattended.
///
/// Rows are money until they expire: use a socket, or `sslmode=verify-full`, with which no other
/// server is taken for this one. `sslmode` and `sslrootcert` are libpq's, and so is the default
/// `prefer`, which any machine in between can undo. Without `sslrootcert`, `verify-full` trusts
/// Mozilla's list of authorities. Channel binding and certificates of clients are not supported.
pub struct PostgresStore {
    config: Config,
    tls: Tls,
    migrations: &'static [Migration],
    permits: Semaphore,
    idle: Mutex<Vec<Session>>,
}

impl PostgresStore {
    /// Connects to the database at this URL, such as
    /// `postgresql://x402@db.example/x402?sslmode=verify-full`, and makes its tables if it has none.
    ///
    /// # Errors
    ///
    /// The URL is wrong, the server does not answer or refuses, it is not durable, or a newer
    /// program has changed its tables so that this one cannot use them.
    pub async fn connect(url: &str) -> Result<Self, OpenError> {
        Self::connect_with(url, MIGRATIONS).await
    }

    /// As [`connect`](Self::connect), with the tables of another version: for tests of upgrades.
    ///
    /// # Errors
    ///
    /// As [`connect`](Self::connect).
    #[doc(hidden)]
    pub async fn connect_with(
        url: &str,
        migrations: &'static [Migration],
    ) -> Result<Self, OpenError> {
        let (config, tls) = tls::configure(url)?;
        let first = within(Session::open(&config, &tls, migrations)).await?;
        Ok(Self {
            config,
            tls,
            migrations,
            permits: Semaphore::new(CONNECTIONS),
            idle: Mutex::new(vec![first]),
        })
    }

    /// The tables of this version.
    #[doc(hidden)]
    #[must_use]
    pub fn migrations() -> &'static [Migration] {
        MIGRATIONS
    }

    fn idle(&self) -> Option<Session> {
        let mut idle = self.idle.lock().unwrap_or_else(PoisonError::into_inner);
        idle.retain(|session| !session.client.is_closed());
        idle.pop()
    }

    fn give_back(&self, session: Session) {
        let mut idle = self.idle.lock().unwrap_or_else(PoisonError::into_inner);
        idle.push(session);
    }

    /// Carries it out over this connection, which goes on only if nothing went wrong.
    async fn over(&self, session: Session, command: &StoreCommand) -> Result<StoreOutcome, Broken> {
        let committing = AtomicBool::new(false);
        let work = commands::carry_out(&session, command, &committing);
        match time::timeout(PATIENCE, work).await {
            Ok(Ok(outcome)) => {
                self.give_back(session);
                Ok(outcome)
            }
            Ok(Err(error)) => Err(Broken::Failed(error)),
            Err(late) if committing.load(Ordering::Relaxed) => {
                Err(Broken::Late(StoreError::Unknown(late.to_string())))
            }
            Err(late) => Err(Broken::Late(StoreError::Unavailable(late.to_string()))),
        }
    }
}

/// A connection over which a command failed.
enum Broken {
    /// With an error of the server or of the connection.
    Failed(StoreError),
    /// The time is over.
    Late(StoreError),
}

impl From<Broken> for StoreError {
    fn from(broken: Broken) -> Self {
        let (Broken::Failed(error) | Broken::Late(error)) = broken;
        error
    }
}

impl Store for PostgresStore {
    fn carry_out(&self, command: StoreCommand) -> Pending<'_> {
        Box::pin(async move {
            let _permit = self.permits.acquire().await;
            if let Some(session) = self.idle() {
                match self.over(session, &command).await {
                    Ok(outcome) => return Ok(outcome),
                    // The server may have closed it while it was idle: nothing was done.
                    Err(Broken::Failed(StoreError::Unavailable(_))) => {}
                    Err(broken) => return Err(broken.into()),
                }
            }
            let session = within(Session::open(&self.config, &self.tls, self.migrations)).await;
            let session = session.map_err(|error| StoreError::Unavailable(error.to_string()))?;
            let outcome = self.over(session, &command).await;
            outcome.map_err(Into::into)
        })
    }

    /// Over a connection of its own: it is rare, and may read much.
    fn list(&self, kind: RowKind, above: String, limit: u32) -> Pending<'_> {
        Box::pin(async move {
            let session = within(Session::open(&self.config, &self.tls, self.migrations)).await;
            let session = session.map_err(|error| StoreError::Unavailable(error.to_string()))?;
            let listed = time::timeout(PATIENCE, commands::list(&session, kind, &above, limit));
            let late = |late: time::error::Elapsed| StoreError::Unavailable(late.to_string());
            listed.await.map_err(late)?
        })
    }
}

async fn within(
    session: impl Future<Output = Result<Session, OpenError>>,
) -> Result<Session, OpenError> {
    match time::timeout(PATIENCE, session).await {
        Ok(session) => session,
        Err(_) => Err(OpenError(format!(
            "PostgreSQL did not answer within {} s",
            PATIENCE.as_secs()
        ))),
    }
}

impl fmt::Debug for PostgresStore {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("PostgresStore").finish_non_exhaustive()
    }
}
