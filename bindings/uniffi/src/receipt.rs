//! The role that proves: was the payee paid by this transaction?

mod expected_transfer;
mod movement;
mod proof;
mod search;
mod status;

use self::expected_transfer::list;
pub use self::{
    expected_transfer::{ExpectedTransfer, ExpectedTransferFacts},
    movement::{Landed, Movement},
    proof::{Level, prove, settlement_queries},
    search::SearchResult,
    status::{BlockRef, PaidBy, SettlementStatus},
};
