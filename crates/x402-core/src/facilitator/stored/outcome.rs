//! What a database found.

use alloc::{string::String, vec::Vec};
use core::fmt;

use super::RowKind;
use crate::{
    error::Error,
    facilitator::{
        Rows, StoreAnswer,
        rows::{AttemptRow, LaneRow, SettlementRow, SpendRow, TransactionRow},
    },
};

/// A row that a database found. Its `Debug` form hides the body, which is bearer money.
#[derive(Clone, Eq, Hash, PartialEq)]
#[expect(clippy::exhaustive_structs, reason = "a caller writes it as a literal")]
pub struct FoundRow {
    /// The kind.
    pub kind: RowKind,
    /// The row's JSON, as it was put.
    pub body: String,
}

impl fmt::Debug for FoundRow {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("FoundRow")
            .field("kind", &self.kind)
            .finish_non_exhaustive()
    }
}

/// The result of a [`StoreCommand`](super::StoreCommand) that a database carried out.
#[derive(Clone, Debug, Eq, Hash, PartialEq)]
#[expect(
    clippy::exhaustive_enums,
    reason = "a new case must break the build of every caller"
)]
pub enum StoreOutcome {
    /// The rows of a load, of a load by alias or of a claim.
    Rows(Vec<FoundRow>),
    /// It is done, and durable.
    Done,
    /// Nothing was written. These are the rows that a load of the put's names gives; of a renewal,
    /// those of its transaction.
    Conflict(Vec<FoundRow>),
}

impl StoreOutcome {
    /// The answer for the machine that asked.
    ///
    /// # Errors
    ///
    /// A body cannot be read: a program that is not this one wrote to the database. Report it and
    /// answer [`StoreAnswer::Unavailable`]; nothing was written.
    pub fn answer(&self) -> Result<StoreAnswer, Error> {
        Ok(match self {
            Self::Rows(found) => StoreAnswer::Rows(read(found)?),
            Self::Done => StoreAnswer::Done,
            Self::Conflict(found) => StoreAnswer::Conflict(read(found)?),
        })
    }
}

/// The rows in the order of their keys, whatever order the database found them in.
fn read(found: &[FoundRow]) -> Result<Rows, Error> {
    let mut rows = Rows::default();
    for FoundRow { kind, body } in found {
        match kind {
            RowKind::Settlement => rows.settlements.push(SettlementRow::parse(body)?),
            RowKind::Transaction => rows.transactions.push(TransactionRow::parse(body)?),
            RowKind::Attempt => rows.attempts.push(AttemptRow::parse(body)?),
            RowKind::Lane => rows.lanes.push(LaneRow::parse(body)?),
            RowKind::Spend => rows.spends.push(SpendRow::parse(body)?),
        }
    }
    rows.settlements.sort_by_key(|row| row.key);
    rows.transactions
        .sort_by(|one, other| one.key.cmp(&other.key));
    rows.attempts.sort_by(|one, other| {
        let transactions = one.transaction.cmp(&other.transaction);
        transactions.then(one.number.cmp(&other.number))
    });
    rows.lanes.sort_by(|one, other| one.key.cmp(&other.key));
    rows.spends.sort_by(|one, other| one.key.cmp(&other.key));
    Ok(rows)
}
