//! Which versions of the tables a program can use.
//!
//! Tables only grow. A newer program adds what it needs, and states which older programs can go
//! on: during an upgrade two versions share a database.

use super::OpenError;

/// Keeps which steps were taken.
pub(super) const TABLE: &str = "CREATE TABLE IF NOT EXISTS x402_schema \
    (version bigint PRIMARY KEY, oldest bigint NOT NULL)";

/// The version of the tables, and the oldest program that can use them.
pub(super) const FOUND: &str =
    "SELECT version, oldest FROM x402_schema ORDER BY version DESC LIMIT 1";

/// A step was taken.
pub(super) const NOTE: &str = "INSERT INTO x402_schema (version, oldest) VALUES ($1, $2)";

/// A step from one version of the tables to the next.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub struct Migration {
    /// The version that it leads to: 1 is the first.
    pub version: i64,
    /// The oldest version of the program that can use the tables then.
    pub oldest: i64,
    /// The statements.
    pub sql: &'static str,
}

impl Migration {
    /// A step to this version, in which programs from `oldest` on can use the tables.
    #[must_use]
    pub const fn new(version: i64, oldest: i64, sql: &'static str) -> Self {
        Self {
            version,
            oldest,
            sql,
        }
    }
}

/// The steps that are left to take.
///
/// `found` is the version of the tables and the oldest program that can use them.
///
/// # Errors
///
/// The tables are too new for this program.
pub(super) fn left(
    known: &'static [Migration],
    found: Option<(i64, i64)>,
) -> Result<impl Iterator<Item = &'static Migration>, OpenError> {
    let ours = known.last().map_or(0, |step| step.version);
    let (version, oldest) = found.unwrap_or_default();
    if oldest > ours {
        return Err(OpenError(format!(
            "the store's tables have version {version}, which programs from version {oldest} on \
             can use; this program has version {ours}: run a newer one"
        )));
    }
    Ok(known.iter().filter(move |step| step.version > version))
}
