//! What the payer signed was used or cancelled: by which transaction, and with what result.

use alloc::{vec, vec::Vec};

use super::call::Call;
use crate::{
    ValueError,
    chain::{Facts, Level, LogFilter, Query, Quorum, TransactionId},
    facilitator::{Rows, SettlementRow, SettlementState},
    receipt::{self, NonceSearch, SearchResult, SettlementStatus},
    scheme::chain::distinct,
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
    /// Used or cancelled, and not yet at the level that counts.
    NotFinal,
}

/// What ended what the payer signed, as far as it is known.
enum Ended {
    Ask(Vec<Query>),
    /// One of these transactions, at this level.
    By(Vec<TransactionId>, Level),
    NotFound,
    Unknown,
}

/// The logs; the nonce behind their blocks, where no event names the payment; the receipt; its
/// block.
const MOST_ROUNDS: u8 = 6;

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
        let (queries, ended) = match self.ended(quorum) {
            Ok(Ended::Ask(queries)) => (queries, None),
            Ok(Ended::By(ids, level)) => (self.proofs(&ids, level, quorum), Some((ids, level))),
            Ok(Ended::NotFound) => return Found::Row(self.unresolved()),
            Ok(Ended::Unknown) | Err(_) => return Found::Unknown,
        };
        if !queries.is_empty() && self.rounds < MOST_ROUNDS {
            self.rounds += 1;
            return Found::Ask(queries);
        }
        ended.map_or(Found::Unknown, |(ids, level)| {
            self.proven(&ids, level, quorum)
        })
    }

    fn ended(&self, quorum: Quorum) -> Result<Ended, ValueError> {
        let (first, last) = self.range();
        let (transfer, facts) = (&self.call.transfer, &self.facts);
        let level = self.row.wait_until;
        let mut logs = receipt::search(transfer, first, last)?;
        if logs.is_empty() {
            return Ok(
                match receipt::nonce_search(transfer, first, last, facts, quorum)? {
                    NonceSearch::Ask(queries) => Ended::Ask(queries),
                    NonceSearch::Candidates(ids) => Ended::By(ids, level),
                    NonceSearch::NotFound => Ended::NotFound,
                    NonceSearch::Unknown => Ended::Unknown,
                },
            );
        }
        logs.retain(|query| facts.answers(query).next().is_none());
        if !logs.is_empty() {
            return Ok(Ended::Ask(logs));
        }
        Ok(match receipt::find(transfer, first, last, facts, quorum)? {
            SearchResult::UsedBy(id) => Ended::By(vec![id], level),
            SearchResult::CancelledBy(id) => Ended::By(vec![id], Level::Finalized),
            SearchResult::NotFound => Ended::NotFound,
            SearchResult::Unknown => Ended::Unknown,
        })
    }

    /// What is to be asked to prove the payment by one of these transactions.
    fn proofs(&self, ids: &[TransactionId], level: Level, quorum: Quorum) -> Vec<Query> {
        let expected = self.expected();
        let queries = |id| receipt::queries(&expected, id, level, &self.facts, quorum);
        distinct(ids.iter().flat_map(queries))
    }

    fn proven(&self, ids: &[TransactionId], level: Level, quorum: Quorum) -> Found {
        let mut found = Found::Row(self.unresolved());
        for id in ids {
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
                Some(SettlementStatus::Unrelated | SettlementStatus::Unnamed) => continue,
                Some(SettlementStatus::BelowLevel) => {
                    found = Found::NotFinal;
                    continue;
                }
                _ => {
                    found = Found::Unknown;
                    continue;
                }
            };
            return Found::Row(written(row));
        }
        found
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
        settlements: vec![row],
        ..Rows::default()
    }
}
