//! A store in a file.

mod commands;
mod file;

use std::{path::Path, sync::Arc};

use rusqlite::Connection;
use tokio::sync::Mutex;
use x402_core::facilitator::{RowKind, StoreCommand};

use self::file::File;
use super::{Migration, OpenError, Pending, Store, StoreError};

/// The tables, from the first version to this one.
const MIGRATIONS: &[Migration] = &[Migration::new(1, 1, include_str!("sqlite/schema.sql"))];

/// Rows in an `SQLite` file, for the processes of one machine.
///
/// The file is the owner's alone. What was put is on the disk when it is answered: the file is in
/// WAL mode with `synchronous=FULL`, and a file that cannot be is refused. Keep it on a local disk.
///
/// ```
/// # let folder = std::env::temp_dir().join(format!("x402-doc-{}", std::process::id()));
/// # std::fs::create_dir_all(&folder)?;
/// use x402_core::facilitator::{RowKeys, Rows, StoreAnswer, StoreRequest};
/// use x402_http::store::{SqliteStore, ask};
///
/// let store = SqliteStore::open(folder.join("facilitator.sqlite"))?;
/// let runtime = tokio::runtime::Builder::new_current_thread().build()?;
/// let load = StoreRequest::Load(RowKeys::default());
/// let answer = runtime.block_on(ask(&store, &load))?;
/// assert_eq!(answer, StoreAnswer::Rows(Rows::default()));
/// # std::fs::remove_dir_all(folder)?;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug)]
pub struct SqliteStore {
    file: Arc<File>,
    /// `None` after an answer was lost: the next command opens the file again.
    connection: Arc<Mutex<Option<Connection>>>,
}

impl SqliteStore {
    /// Opens the file, and makes it if it does not exist. Its folder must exist.
    ///
    /// # Errors
    ///
    /// It cannot be read or written, others than its owner have rights to it, it cannot be
    /// durable, or a newer program has changed its tables so that this one cannot use them.
    pub fn open(path: impl AsRef<Path>) -> Result<Self, OpenError> {
        Self::open_with(path, MIGRATIONS)
    }

    /// As [`open`](Self::open), with the tables of another version: for tests of upgrades.
    ///
    /// # Errors
    ///
    /// As [`open`](Self::open).
    #[doc(hidden)]
    pub fn open_with(
        path: impl AsRef<Path>,
        migrations: &'static [Migration],
    ) -> Result<Self, OpenError> {
        let file = File {
            path: path.as_ref().to_owned(),
            migrations,
        };
        let connection = file.open()?;
        Ok(Self {
            file: Arc::new(file),
            connection: Arc::new(Mutex::new(Some(connection))),
        })
    }

    /// The tables of this version.
    #[doc(hidden)]
    #[must_use]
    pub fn migrations() -> &'static [Migration] {
        MIGRATIONS
    }
}

impl Store for SqliteStore {
    fn carry_out(&self, command: StoreCommand) -> Pending<'_> {
        let file = Arc::clone(&self.file);
        let connection = Arc::clone(&self.connection);
        Box::pin(async move {
            let mut connection = connection.lock_owned().await;
            let work = move || file.carry_out(&mut connection, &command);
            match tokio::task::spawn_blocking(work).await {
                Ok(outcome) => outcome,
                Err(error) => Err(StoreError::Unknown(error.to_string())),
            }
        })
    }

    fn list(&self, kind: RowKind, above: String, limit: u32) -> Pending<'_> {
        let file = Arc::clone(&self.file);
        let connection = Arc::clone(&self.connection);
        Box::pin(async move {
            let mut connection = connection.lock_owned().await;
            let work = move || file.list(&mut connection, kind, &above, limit);
            match tokio::task::spawn_blocking(work).await {
                Ok(outcome) => outcome,
                Err(error) => Err(StoreError::Unavailable(error.to_string())),
            }
        })
    }
}
