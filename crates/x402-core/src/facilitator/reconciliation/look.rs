//! What a chain shows of a settlement that no transaction carries.

use alloc::vec::Vec;

use crate::{
    address::Address,
    amount::Amount,
    chain::{Answer, BlockId, Facts, Level, Query, Quorum, TransactionId, Value},
    facilitator::{
        Rows, SettlementKey, SettlementRow, SettlementState, Sponsorship,
        ledger::Change,
        reached::{newest, newest_block},
        settlement::reserve,
        used,
    },
    receipt::{self, SettlementStatus},
    scheme::{ExpectedTransfer, chain::distinct},
    timestamp::UnixTimestamp,
};

/// A settlement, its rows, and what its nodes have answered.
#[derive(Clone, Debug, Eq, Hash, PartialEq)]
pub(super) struct Look {
    pub(super) row: SettlementRow,
    pub(super) rows: Rows,
    pub(super) facts: Facts,
    rounds: u8,
}

pub(super) enum Seen {
    Ask(Vec<Query>),
    /// Rows to write.
    Put(Rows),
    /// What the payer signed is used; with the newest block.
    Used(u64),
    /// It is unused and can be settled.
    Unused,
    /// It waits.
    Nothing,
}

/// The receipt, and its block.
const MOST_ROUNDS: u8 = 2;

impl Look {
    /// With the first round; `None` if the settlement is not due.
    pub(super) fn new(
        rows: Rows,
        key: &SettlementKey,
        signers: &[Address],
        terms: &Sponsorship,
    ) -> Option<(Self, Vec<Query>)> {
        let row = rows.settlement(key).filter(|row| row.is_due())?.clone();
        let facts = Facts::new();
        let rounds = 1;
        let look = Self {
            row,
            rows,
            facts,
            rounds,
        };
        let transfer = look.row.expected_transfer()?;
        let queries = match look.other() {
            Some(other) => look.proof(&transfer, &other, Quorum::of(1)),
            None => look.first(&transfer, signers, terms),
        };
        Some((look, queries))
    }

    /// The transaction of another party that has paid.
    fn other(&self) -> Option<TransactionId> {
        let proof = self.row.proof.as_ref();
        let is_paid = self.row.state.is_paid();
        proof.filter(|_| is_paid).map(|proof| proof.transaction)
    }

    fn proof(&self, transfer: &ExpectedTransfer, id: &TransactionId, quorum: Quorum) -> Vec<Query> {
        let expected = core::slice::from_ref(transfer);
        receipt::queries(expected, id, Level::Finalized, &self.facts, quorum)
    }

    fn first(
        &self,
        transfer: &ExpectedTransfer,
        signers: &[Address],
        terms: &Sponsorship,
    ) -> Vec<Query> {
        let used = [BlockId::Latest, BlockId::Finalized];
        let used = used
            .into_iter()
            .filter_map(|at| used::is_used(transfer, at));
        Query::network(transfer.network())
            .into_iter()
            .chain([newest()])
            .chain(used)
            .chain(reserve::queries(signers, terms))
            .chain(reserve::simulation(&self.row))
            .collect()
    }

    /// Takes the answers of a round.
    pub(super) fn judge(
        &mut self,
        facts: Facts,
        quorum: Quorum,
        terms: &Sponsorship,
        now: UnixTimestamp,
    ) -> Seen {
        self.facts.merge(facts);
        let Some(transfer) = self.row.expected_transfer() else {
            return Seen::Nothing;
        };
        let seen = match self.other() {
            Some(other) => {
                let queries = self.proof(&transfer, &other, quorum);
                if !queries.is_empty() && self.rounds < MOST_ROUNDS {
                    self.rounds += 1;
                    return Seen::Ask(distinct(queries));
                }
                self.proven(&transfer, &other, quorum, now)
            }
            None => self.open(&transfer, quorum, terms, now),
        };
        match seen {
            Seen::Nothing if self.row.is_given_up(now.seconds()) => {
                let mut change = Change::new(&self.rows, now);
                change.settlement(&self.row, |_| ());
                Seen::Put(change.rows)
            }
            seen => seen,
        }
    }

    /// Another party's transaction has paid: whether it is final, or gone.
    fn proven(
        &self,
        transfer: &ExpectedTransfer,
        id: &TransactionId,
        quorum: Quorum,
        now: UnixTimestamp,
    ) -> Seen {
        let expected = core::slice::from_ref(transfer);
        let statuses = receipt::prove(expected, id, Level::Finalized, &self.facts, quorum);
        let mut change = Change::new(&self.rows, now);
        match statuses.first() {
            Some(SettlementStatus::Paid(paid)) => change.settlement(&self.row, |row| {
                row.level = Some(Level::Finalized);
                row.proof = Some(paid.into());
            }),
            Some(SettlementStatus::Reorganised | SettlementStatus::Absent) => {
                change.settlement(&self.row, |row| {
                    row.state = SettlementState::Open;
                    row.level = None;
                });
            }
            _ => return Seen::Nothing,
        }
        Seen::Put(change.rows)
    }

    fn open(
        &self,
        transfer: &ExpectedTransfer,
        quorum: Quorum,
        terms: &Sponsorship,
        now: UnixTimestamp,
    ) -> Seen {
        let facts = (&self.facts, quorum);
        if !self.facts.are_of(transfer.network(), quorum) {
            return Seen::Nothing;
        }
        match used::was_used(transfer, BlockId::Latest, &self.facts, quorum) {
            Some(true) => newest_block(&self.facts, quorum).map_or(Seen::Nothing, Seen::Used),
            Some(false) => {
                if let Some(rows) = used::dead(&self.rows, &self.row, transfer, facts, now) {
                    return Seen::Put(rows);
                }
                let end = now.seconds().saturating_add(terms.sign_before);
                let is_in_time = self.row.valid_until > Amount::from(end);
                if is_in_time && self.succeeds(quorum) {
                    Seen::Unused
                } else {
                    Seen::Nothing
                }
            }
            None => Seen::Nothing,
        }
    }

    fn succeeds(&self, quorum: Quorum) -> bool {
        reserve::simulation(&self.row).is_some_and(|query| {
            let agreement = self.facts.agreement(&query, quorum);
            agreement.agreed() == Some(&Answer::Value(Value::Succeeded))
        })
    }
}
