//! The file: its rights, its tables and its promise to keep what was written.

use std::{
    fs::{self, OpenOptions},
    io,
    path::{Path, PathBuf},
    time::{Duration, Instant},
};

use rusqlite::{Connection, ErrorCode, OpenFlags, OptionalExtension as _};
use x402_core::facilitator::{RowKind, StoreCommand, StoreOutcome};

use super::commands;
use crate::store::{Migration, OpenError, StoreError, schema};

/// How long a command waits for another process that writes.
const PATIENCE: Duration = Duration::from_secs(5);

/// What is needed to open the file again.
#[derive(Debug)]
pub(super) struct File {
    pub(super) path: PathBuf,
    pub(super) migrations: &'static [Migration],
}

impl File {
    pub(super) fn open(&self) -> Result<Connection, OpenError> {
        let path = self.path.display();
        let at = |what: String| OpenError(format!("{path}: {what}"));
        make(&self.path).map_err(|error| at(error.to_string()))?;
        only_the_owners(&self.path).map_err(&at)?;
        // Without `SQLITE_OPEN_URI`: a path is a path.
        let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let connection = Connection::open_with_flags(&self.path, flags)
            .map_err(|error| at(error.to_string()))?;
        set_up(&connection).map_err(|error| at(error.to_string()))?;
        durable(&connection).map_err(&at)?;
        self.migrate(&connection)
            .map_err(|error| at(error.to_string()))?;
        Ok(connection)
    }

    /// Brings the tables to this program's version, unless they have a newer one.
    fn migrate(&self, connection: &Connection) -> Result<(), Box<dyn std::error::Error>> {
        connection.execute_batch("BEGIN IMMEDIATE")?;
        let done = self.migrate_inside(connection);
        connection.execute_batch(if done.is_ok() { "COMMIT" } else { "ROLLBACK" })?;
        done
    }

    fn migrate_inside(&self, connection: &Connection) -> Result<(), Box<dyn std::error::Error>> {
        connection.execute_batch(schema::TABLE)?;
        let read = |row: &rusqlite::Row<'_>| Ok((row.get(0)?, row.get(1)?));
        let found = connection.query_row(schema::FOUND, (), read).optional()?;
        for step in schema::left(self.migrations, found)? {
            connection.execute_batch(step.sql)?;
            connection.execute(schema::NOTE, (step.version, step.oldest))?;
        }
        Ok(())
    }

    pub(super) fn carry_out(
        &self,
        connection: &mut Option<Connection>,
        command: &StoreCommand,
    ) -> Result<StoreOutcome, StoreError> {
        self.with(connection, |open| commands::carry_out(open, command))
    }

    pub(super) fn list(
        &self,
        connection: &mut Option<Connection>,
        kind: RowKind,
        above: &str,
        limit: u32,
    ) -> Result<StoreOutcome, StoreError> {
        self.with(connection, |open| commands::list(open, kind, above, limit))
    }

    fn with(
        &self,
        connection: &mut Option<Connection>,
        work: impl FnOnce(&Connection) -> Result<StoreOutcome, StoreError>,
    ) -> Result<StoreOutcome, StoreError> {
        // Out of its place: what panics or loses an answer does not leave it behind.
        let open = match connection.take() {
            Some(open) => open,
            None => self
                .open()
                .map_err(|error| StoreError::Unavailable(error.to_string()))?,
        };
        let outcome = work(&open);
        if open.is_autocommit() && !matches!(outcome, Err(StoreError::Unknown(_))) {
            *connection = Some(open);
        }
        outcome
    }
}

/// Makes an empty file, which only its owner can read or write.
fn make(path: &Path) -> io::Result<()> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    match options.open(path) {
        Ok(_) => Ok(()),
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => Ok(()),
        Err(error) => Err(error),
    }
}

/// `SQLite` gives the files beside it the same rights.
#[cfg(unix)]
fn only_the_owners(path: &Path) -> Result<(), String> {
    use std::os::unix::fs::PermissionsExt as _;

    let metadata = fs::metadata(path).map_err(|error| error.to_string())?;
    let mode = metadata.permissions().mode() & 0o777;
    if mode & 0o077 > 0 {
        return Err(format!(
            "expected a file of its owner alone, found the mode {mode:o}: the signed bytes in it \
             are money, so run `chmod 600`"
        ));
    }
    Ok(())
}

#[cfg(not(unix))]
fn only_the_owners(_: &Path) -> Result<(), String> {
    Ok(())
}

fn set_up(connection: &Connection) -> rusqlite::Result<()> {
    connection.busy_timeout(PATIENCE)?;
    write_ahead(connection)?;
    // WAL's own default is NORMAL, which loses the newest rows when the power fails.
    connection.execute_batch(
        "PRAGMA synchronous = FULL; PRAGMA fullfsync = 1; PRAGMA checkpoint_fullfsync = 1",
    )
}

/// Only this change is refused at once while another process makes it, however patient one is.
fn write_ahead(connection: &Connection) -> rusqlite::Result<()> {
    let end = Instant::now() + PATIENCE;
    loop {
        match connection.query_row("PRAGMA journal_mode = WAL", (), |_| Ok(())) {
            Err(error)
                if error.sqlite_error_code() == Some(ErrorCode::DatabaseBusy)
                    && Instant::now() < end =>
            {
                // Waits for the other.
                connection.execute_batch("BEGIN IMMEDIATE; ROLLBACK")?;
            }
            outcome => return outcome,
        }
    }
}

/// Reads back what was set: `SQLite` ignores what it cannot do.
fn durable(connection: &Connection) -> Result<(), String> {
    let journal: String = connection
        .query_row("PRAGMA journal_mode", (), |row| row.get(0))
        .map_err(|error| error.to_string())?;
    if journal != "wal" {
        return Err(format!(
            "expected journal_mode `wal`, found `{journal}`: keep the file on a local disk"
        ));
    }
    let synchronous: i64 = connection
        .query_row("PRAGMA synchronous", (), |row| row.get(0))
        .map_err(|error| error.to_string())?;
    if synchronous != 2 {
        return Err(format!(
            "expected synchronous 2, which is FULL, found {synchronous}"
        ));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_may_be_lost_is_refused() {
        let memory = Connection::open_in_memory().unwrap();
        set_up(&memory).unwrap();
        let error = durable(&memory).unwrap_err();
        assert!(error.contains("found `memory`"), "{error}");

        let folder = std::env::temp_dir().join(format!("x402-durable-{}", std::process::id()));
        fs::create_dir_all(&folder).unwrap();
        let file = Connection::open(folder.join("a.sqlite")).unwrap();
        set_up(&file).unwrap();
        durable(&file).unwrap();
        file.execute_batch("PRAGMA synchronous = NORMAL").unwrap();
        let error = durable(&file).unwrap_err();
        assert!(error.contains("found 1"), "{error}");
        drop(file);
        fs::remove_dir_all(folder).unwrap();
    }
}
