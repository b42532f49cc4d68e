//! Rows, requests and answers in the form in which every database keeps and carries them out.
//!
//! A database needs to know little of a row: its key, its version, and what it is found by. The
//! rest is text to it. So a store is a few statements on one table, the same in every language,
//! and a member that a newer version adds to a row changes no table.
//!
//! | typed | stored |
//! |---|---|
//! | a row, such as [`SettlementRow`](super::SettlementRow) | [`StoredRow`] |
//! | [`StoreRequest`](super::StoreRequest) | [`StoreCommand`] |
//! | [`StoreAnswer`](super::StoreAnswer) | [`StoreOutcome`] |

mod command;
mod id;
mod outcome;
mod row;

pub use self::{
    command::StoreCommand,
    id::{RowId, RowKind},
    outcome::{FoundRow, StoreOutcome},
    row::StoredRow,
};
