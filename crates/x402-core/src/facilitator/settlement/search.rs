//! What the payer signed was used or cancelled: by which transaction, and with what result.

use alloc::vec::Vec;

use super::call::Call;
use crate::{
    chain::{Facts, Level, LogFilter, Query, Quorum, TransactionId},
    facilitator::{Rows, SettlementRow, SettlementState},
    receipt::{self, SearchResult, SettlementStatus},
};

/// The search for a transaction that ended what the payer signed.
#[derive(Clone, Debug, Eq, Hash, PartialEq)]
pub(super) struct Search {
    pub(super) call: Call,
    /// The row to write, with its next version.
    row: SettlementRow,
    /// The newest block when the nonce was found used.
    newest: u64,
    facts: Facts,
    rounds: u8,
}

pub(super) enum Found {
    Ask(Vec<Query>),
    /// The row to write.
    Row(Rows),
    /// The nodes did not answer, or they disagree.
    Unknown,
    /// Cancelled, and not yet at a finalized block.
    NotFinal,
}

/// The logs; the receipt; its block.
const MOST_ROUNDS: u8 = 4;

impl Search {
    pub(super) fn new(call: Call, row: SettlementRow, newest: u64) -> Self {
        let facts = Facts::new();
        Self {
            call,
            row,
            newest,
            facts,
            rounds: 0,
        }
    }

    /// The first round; or the end, where no event names what the payer signed.
    pub(super) fn begin(&mut self) -> Found {
        self.judge(Facts::new(), Quorum::of(1))
    }

    pub(super) fn judge(&mut self, facts: Facts, quorum: Quorum) -> Found {
        self.facts.merge(facts);
        let (first, last) = self.range();
        let transfer = &self.call.transfer;
        let (Ok(logs), Ok(found)) = (
            receipt::search(transfer, first, last),
            receipt::find(transfer, first, last, &self.facts, quorum),
        ) else {
            return Found::Unknown;
        };
        let (id, level, queries) = match found {
            SearchResult::UsedBy(id) => (Some(id), self.row.wait_until, Vec::new()),
            SearchResult::CancelledBy(id) => (Some(id), Level::Finalized, Vec::new()),
            _ => (None, Level::Included, logs.clone()),
        };
        let queries = match id {
            Some(id) => receipt::queries(&self.expected(), &id, level, &self.facts, quorum),
            None => queries,
        };
        let mut queries = queries;
        queries.retain(|query| self.facts.answers(query).next().is_none() || id.is_some());
        if !queries.is_empty() && self.rounds < MOST_ROUNDS {
            self.rounds += 1;
            return Found::Ask(queries);
        }
        match (found, id) {
            (_, Some(id)) => self.proven(&id, level, quorum),
            (SearchResult::NotFound, None) => Found::Row(self.unresolved()),
            // No event names it.
            _ if logs.is_empty() => Found::Row(self.unresolved()),
            _ => Found::Unknown,
        }
    }

    fn proven(&self, id: &TransactionId, level: Level, quorum: Quorum) -> Found {
        let mut row = self.row.clone();
        let statuses = receipt::prove(&self.expected(), id, level, &self.facts, quorum);
        row.state = match statuses.first() {
            Some(SettlementStatus::Paid(paid)) => {
                row.level = Some(level);
                row.proof = Some(paid.into());
                SettlementState::PaidByOther
            }
            Some(SettlementStatus::Short { received }) => {
                row.received = Some(*received);
                row.ended = Some(*id);
                SettlementState::Short
            }
            Some(SettlementStatus::Cancelled) => {
                row.ended = Some(*id);
                SettlementState::NotPaidDead
            }
            Some(SettlementStatus::Unrelated | SettlementStatus::Unnamed) => {
                return Found::Row(self.unresolved());
            }
            Some(SettlementStatus::BelowLevel) => return Found::NotFinal,
            _ => return Found::Unknown,
        };
        Found::Row(written(row))
    }

    fn unresolved(&self) -> Rows {
        let mut row = self.row.clone();
        row.state = SettlementState::Unresolved;
        written(row)
    }

    fn expected(&self) -> [crate::scheme::ExpectedTransfer; 1] {
        [self.call.transfer.clone()]
    }

    /// The newest blocks: an authorization is used within its window.
    fn range(&self) -> (u64, u64) {
        let first = self.newest.saturating_sub(LogFilter::MAX_BLOCKS - 1);
        (first, self.newest)
    }
}

fn written(row: SettlementRow) -> Rows {
    Rows {
        settlements: alloc::vec![row],
        ..Rows::default()
    }
}
