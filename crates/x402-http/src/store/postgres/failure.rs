//! What the server or the connection refuses, in words for the log.

use std::error::Error;

use crate::store::OpenError;

pub(super) fn at(error: &tokio_postgres::Error) -> OpenError {
    OpenError(format!("PostgreSQL: {}", text(error)))
}

/// Without the server's `DETAIL`, which can quote a row.
pub(super) fn text(error: &tokio_postgres::Error) -> String {
    match (error.as_db_error(), error.source()) {
        (Some(refusal), _) => format!("{}: {}", refusal.code().code(), refusal.message()),
        (None, Some(cause)) => format!("{error}: {cause}"),
        (None, None) => error.to_string(),
    }
}
