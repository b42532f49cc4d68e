//! What the payer signed was used or cancelled: by which transaction, and with what result.

mod pages;

use alloc::{boxed::Box, vec, vec::Vec};

use self::pages::{Paged, Pages};
use super::rows::{SettlementRow, SettlementState};
use crate::{
    ValueError,
    amount::Amount,
    chain::{Facts, Level, Query, Quorum, TransactionId},
    receipt::{self, NonceSearch, SearchResult, SettlementStatus},
    scheme::{ExpectedTransfer, chain::distinct, mechanism, stored},
};

/// The search for a transaction that ended what the payer signed.
#[derive(Clone, Debug, Eq, Hash, PartialEq)]
pub(super) struct Search {
    /// The row to write, with its next version.
    pub(super) row: SettlementRow,
    pages: Pages,
    facts: Facts,
    rounds: u8,
}

pub(super) enum Found {
    Ask(Vec<Query>),
    /// The row to write.
    Row(Box<SettlementRow>),
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
    /// The payer invalidated it in this transaction, which is final.
    Invalidated(TransactionId),
    /// The payer invalidated it, and that is not final yet.
    NotFinal,
    NotFound,
    Unknown,
}

/// The logs, page by page; the nonce behind their blocks, where no event names the payment; the
/// receipt; its block.
const MOST_ROUNDS: u8 = 24;

impl Search {
    /// With the row to write, and the newest block when what the payer signed was found used.
    pub(super) fn new(row: SettlementRow, newest: u64) -> Self {
        let transfer = row.expected_transfer();
        let opens = transfer.and_then(|transfer| stored::valid_after(&transfer.payment.payload));
        let opens = opens.and_then(Amount::to_u64);
        Self {
            pages: Pages::new(newest, row.unused_at, opens.unwrap_or_default()),
            row,
            facts: Facts::new(),
            rounds: 0,
        }
    }

    /// The row to write, as it was before the search.
    pub(super) fn row(&self) -> &SettlementRow {
        &self.row
    }

    /// The first round.
    pub(super) fn begin(&mut self) -> Found {
        self.judge(Facts::new(), Quorum::of(1))
    }

    pub(super) fn judge(&mut self, facts: Facts, quorum: Quorum) -> Found {
        self.facts.merge(facts);
        let Some(transfer) = self.row.expected_transfer() else {
            return Found::Unknown;
        };
        let expected = [transfer];
        let (queries, ended) = match self.ended(&expected[0], quorum) {
            Ok(Ended::Ask(queries)) => (queries, None),
            Ok(Ended::By(ids, level)) => {
                let queries = self.proofs(&expected, &ids, level, quorum);
                (queries, Some((ids, level)))
            }
            Ok(Ended::Invalidated(id)) => return Found::Row(self.dead(id)),
            Ok(Ended::NotFinal) => return Found::NotFinal,
            Ok(Ended::NotFound) => return Found::Row(self.unresolved()),
            Ok(Ended::Unknown) | Err(_) => return Found::Unknown,
        };
        if !queries.is_empty() && self.rounds < MOST_ROUNDS {
            self.rounds += 1;
            return Found::Ask(queries);
        }
        ended.map_or(Found::Unknown, |(ids, level)| {
            self.proven(&expected, &ids, level, quorum)
        })
    }

    fn ended(&mut self, transfer: &ExpectedTransfer, quorum: Quorum) -> Result<Ended, ValueError> {
        let (facts, level) = (&self.facts, self.row.wait_until);
        if mechanism::ends(&transfer.payment.payload).is_none() {
            let (page, unused_at) = (self.pages.newest(), self.row.unused_at);
            let found = receipt::nonce_search(transfer, page, unused_at, facts, quorum)?;
            return Ok(match found {
                NonceSearch::Ask(queries) => Ended::Ask(queries),
                NonceSearch::Candidates(ids) => Ended::By(ids, level),
                NonceSearch::InvalidatedBy(id) => Ended::Invalidated(id),
                NonceSearch::NotFinal => Ended::NotFinal,
                NonceSearch::NotFound => Ended::NotFound,
                NonceSearch::Unknown => Ended::Unknown,
            });
        }
        Ok(match self.pages.judge(transfer, facts, quorum)? {
            Paged::Ask(queries) => Ended::Ask(queries),
            Paged::Found(SearchResult::UsedBy(id)) => Ended::By(vec![id], level),
            Paged::Found(SearchResult::CancelledBy(id)) => Ended::By(vec![id], Level::Finalized),
            Paged::NotFound => Ended::NotFound,
            Paged::Found(_) | Paged::Unknown => Ended::Unknown,
        })
    }

    /// What is to be asked to prove the payment by one of these transactions.
    fn proofs(
        &self,
        expected: &[ExpectedTransfer],
        ids: &[TransactionId],
        level: Level,
        quorum: Quorum,
    ) -> Vec<Query> {
        let queries = |id| receipt::queries(expected, id, level, &self.facts, quorum);
        distinct(ids.iter().flat_map(queries))
    }

    fn proven(
        &self,
        expected: &[ExpectedTransfer],
        ids: &[TransactionId],
        level: Level,
        quorum: Quorum,
    ) -> Found {
        let mut found = Found::Row(self.unresolved());
        for id in ids {
            let mut row = self.row.clone();
            let statuses = receipt::prove(expected, id, level, &self.facts, quorum);
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
                Some(SettlementStatus::Cancelled) => return Found::Row(self.dead(*id)),
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
            return Found::Row(Box::new(row));
        }
        found
    }

    /// The payer ended it in this transaction.
    fn dead(&self, id: TransactionId) -> Box<SettlementRow> {
        let mut row = self.row.clone();
        row.ended = Some(id);
        row.state = SettlementState::NotPaidDead;
        Box::new(row)
    }

    fn unresolved(&self) -> Box<SettlementRow> {
        let mut row = self.row.clone();
        row.state = SettlementState::Unresolved;
        Box::new(row)
    }
}
