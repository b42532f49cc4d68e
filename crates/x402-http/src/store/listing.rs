//! All settlements of a store.

use x402_core::facilitator::{RowKind, SettlementRow, StoreAnswer};

use super::{Store, StoreError};

/// How many rows are read at once.
const PAGE: u32 = 500;

/// Reads every settlement of a store, in the order of their keys, for a person who looks through
/// it.
///
/// # Errors
///
/// The store's.
pub async fn settlements(store: &dyn Store) -> Result<Vec<SettlementRow>, StoreError> {
    let mut all: Vec<SettlementRow> = Vec::new();
    loop {
        let above = all.last().map(|row| row.key.to_string());
        let listed = store
            .list(RowKind::Settlement, above.unwrap_or_default(), PAGE)
            .await?;
        let answer = listed.answer().map_err(|error| {
            StoreError::Unavailable(format!("a row of the store cannot be read: {error}"))
        })?;
        match answer {
            StoreAnswer::Rows(rows) if !rows.settlements.is_empty() => all.extend(rows.settlements),
            _ => return Ok(all),
        }
    }
}
