//! What nodes of Solana are asked about a message, and what their answers mean for its rows.

use alloc::{vec, vec::Vec};

use crate::{
    amount::Amount,
    chain::{
        Bound, Commitment, Facts, Landed, Landing, Level, Query, Quorum, SignedBytes, SvmQuery,
        TransactionId, TransactionOutcome, Value,
    },
    facilitator::{
        AttemptRow, Rows, SettlementRow, SettlementState, TransactionRow, TransactionState,
        ledger::{Change, carried},
    },
    receipt::{self, SettlementStatus},
    scheme::{ExpectedTransfer, chain::distinct},
    timestamp::UnixTimestamp,
};

/// The rows of a message that may be in the chain, and what has been learnt of it.
#[derive(Clone, Debug, Eq, Hash, PartialEq)]
pub(super) struct Poll {
    rows: Rows,
    pub(super) transaction: TransactionRow,
    facts: Facts,
    purpose: Purpose,
    rounds: u8,
}

/// What a poll is to find out.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
enum Purpose {
    /// Whether the message is in the chain.
    Progress,
    /// Whether it can land no more. The finalized height is asked first and the status after it:
    /// in one round the status could be older than the height.
    Ending,
    /// Whether the block that it is in is finalized.
    Depth,
}

/// What the answers ask for.
pub(super) enum Finding {
    /// Another round.
    Ask(Vec<Query>),
    /// Rows to write.
    Put(Rows),
    /// Rows to write because the block is gone that the message was in; then it is sent again.
    Forked(Rows, SignedBytes),
    /// It is not in the chain, and can still land.
    Resend(SignedBytes),
    /// Nothing has changed.
    Nothing,
}

/// The heights, then the statuses.
const MOST_ROUNDS: u8 = 2;

impl Poll {
    pub(super) fn new(rows: Rows, transaction: TransactionRow) -> Self {
        let purpose = match transaction.state {
            TransactionState::Included => Purpose::Depth,
            _ => Purpose::Progress,
        };
        Self {
            rows,
            transaction,
            facts: Facts::new(),
            purpose,
            rounds: 0,
        }
    }

    /// The first round.
    pub(super) fn begin(&mut self) -> Vec<Query> {
        self.rounds = 1;
        self.queries()
    }

    /// Takes the answers of a round.
    pub(super) fn judge(&mut self, facts: Facts, quorum: Quorum, now: UnixTimestamp) -> Finding {
        self.facts.merge(facts);
        if self.purpose == Purpose::Ending && self.rounds < MOST_ROUNDS {
            self.rounds += 1;
            return Finding::Ask(self.statuses());
        }
        match self.purpose {
            Purpose::Progress => self.progress(quorum, now),
            Purpose::Ending => self.ending(quorum, now),
            Purpose::Depth => self.depth(quorum, now),
        }
    }

    fn queries(&self) -> Vec<Query> {
        let queries = match self.purpose {
            Purpose::Progress => {
                let mut queries =
                    vec![height(Commitment::Processed), height(Commitment::Finalized)];
                queries.extend(self.outcomes(Level::Included));
                queries
            }
            Purpose::Ending => vec![
                height(Commitment::Finalized),
                SvmQuery::Slot(Commitment::Finalized).into(),
                SvmQuery::FirstAvailableBlock.into(),
            ],
            Purpose::Depth => {
                let mut queries = self.outcomes(Level::Finalized);
                queries.extend(self.outcomes(Level::Included));
                queries
            }
        };
        distinct(queries)
    }

    fn attempts(&self) -> impl DoubleEndedIterator<Item = &AttemptRow> {
        self.rows.attempts_of(&self.transaction.key)
    }

    /// Asks what the attempts did.
    fn outcomes(&self, level: Level) -> Vec<Query> {
        let (facts, quorum) = (Facts::new(), Quorum::of(1));
        let ids = self.attempts().map(|attempt| attempt.hash);
        ids.flat_map(|id| id.queries(level, &facts, quorum))
            .collect()
    }

    fn statuses(&self) -> Vec<Query> {
        let ids = self.attempts().filter_map(|attempt| match attempt.hash {
            TransactionId::Svm(signature) => Some(SvmQuery::Status(signature).into()),
            TransactionId::Evm(_) => None,
        });
        ids.collect()
    }

    /// The attempt that is in the chain, at a level.
    fn landed(&self, level: Level, quorum: Quorum) -> Option<(TransactionId, &TransactionOutcome)> {
        let network = self.transaction.key.network();
        self.attempts().find_map(|attempt| {
            match self.facts.landing(&attempt.hash, network, level, quorum) {
                Landing::Landed(Landed::Svm(outcome)) => Some((attempt.hash, outcome)),
                _ => None,
            }
        })
    }

    /// The numbers that nodes answer.
    fn numbers(&self, query: &Query) -> Vec<u64> {
        let answers = self.facts.answers(query);
        let numbers = answers.filter_map(|(_, answer, _)| match answer.value()? {
            Value::Number(number) => Some(*number),
            _ => None,
        });
        numbers.collect()
    }

    fn progress(&mut self, quorum: Quorum, now: UnixTimestamp) -> Finding {
        if let Some((id, outcome)) = self.landed(Level::Included, quorum) {
            return Finding::Put(self.included(id, outcome.slot, quorum, now));
        }
        let last = self.transaction.lifetime.as_ref();
        let last = last.map_or(u64::MAX, |lifetime| lifetime.last_valid_height);
        let finalized = self.numbers(&height(Commitment::Finalized));
        if finalized.into_iter().any(|height| height > last) {
            self.purpose = Purpose::Ending;
            self.facts = Facts::new();
            return Finding::Ask(self.begin());
        }
        // One node that claims too much does not keep it from being sent.
        let processed = self.numbers(&height(Commitment::Processed)).into_iter();
        let is_over = processed.filter(|height| *height > last).count() >= quorum.needed();
        match self.attempts().next_back() {
            Some(newest) if !is_over => Finding::Resend(newest.raw.clone()),
            _ => Finding::Nothing,
        }
    }

    /// It can land no more if as many nodes as the quorum needs, past its last valid height at a
    /// finalized block, have no status of it in their whole history.
    fn ending(&self, quorum: Quorum, now: UnixTimestamp) -> Finding {
        let Some(lifetime) = &self.transaction.lifetime else {
            return Finding::Nothing;
        };
        let bound = Bound::Height {
            height: lifetime.last_valid_height,
            since: lifetime.since_slot,
        };
        let statuses = self.statuses();
        let mut absent = statuses
            .iter()
            .map(|query| self.facts.ended(query, &bound, quorum));
        if statuses.is_empty() || !absent.all(|is_ended| is_ended) {
            return Finding::Nothing;
        }
        let mut change = Change::new(&self.rows, now);
        change.transaction(&self.transaction, |row| {
            row.state = TransactionState::Expired;
        });
        for row in carried(&self.rows, &self.transaction) {
            let state = if lifetime.was_processed {
                SettlementState::Unresolved
            } else {
                dead(row)
            };
            change.release(row, Amount::ZERO);
            change.settlement(row, |row| {
                row.state = state;
                row.level = None;
            });
        }
        Finding::Put(change.rows)
    }

    /// It is in a block that the cluster has confirmed.
    fn included(&self, id: TransactionId, slot: u64, quorum: Quorum, now: UnixTimestamp) -> Rows {
        let mut change = Change::new(&self.rows, now);
        change.transaction(&self.transaction, |row| {
            row.state = TransactionState::Included;
            row.slot = Some(slot);
        });
        self.prove(&mut change, id, quorum);
        change.rows
    }

    /// Writes the proofs that hold in a confirmed block; gives whether there is one.
    fn prove(&self, change: &mut Change<'_>, id: TransactionId, quorum: Quorum) -> bool {
        let mut is_proven = false;
        for (row, status) in self.proofs(id, Level::Included, quorum) {
            if let SettlementStatus::Paid(paid) = status {
                change.settlement(row, |row| {
                    row.state = SettlementState::Paid;
                    row.level = Some(confirmed(row.wait_until));
                    row.proof = Some((&paid).into());
                });
                is_proven = true;
            }
        }
        is_proven
    }

    /// What the facts show of each settlement; nothing if one of them cannot be read.
    fn proofs(
        &self,
        id: TransactionId,
        level: Level,
        quorum: Quorum,
    ) -> Vec<(&SettlementRow, SettlementStatus)> {
        let rows = carried(&self.rows, &self.transaction);
        let expected: Option<Vec<ExpectedTransfer>> =
            rows.map(SettlementRow::expected_transfer).collect();
        let expected = expected.unwrap_or_default();
        let statuses = receipt::prove(&expected, &id, level, &self.facts, quorum);
        carried(&self.rows, &self.transaction)
            .zip(statuses)
            .collect()
    }

    fn depth(&self, quorum: Quorum, now: UnixTimestamp) -> Finding {
        if let Some((id, outcome)) = self.landed(Level::Finalized, quorum) {
            return self
                .finalized(id, outcome, quorum, now)
                .map_or(Finding::Nothing, Finding::Put);
        }
        if let Some((id, _)) = self.landed(Level::Included, quorum) {
            let mut change = Change::new(&self.rows, now);
            let mut open = carried(&self.rows, &self.transaction);
            let is_proven =
                open.any(|row| !row.state.is_paid()) && self.prove(&mut change, id, quorum);
            return if is_proven {
                Finding::Put(change.rows)
            } else {
                Finding::Nothing
            };
        }
        let network = self.transaction.key.network();
        let mut landings = self.attempts().map(|attempt| {
            let level = Level::Included;
            self.facts.landing(&attempt.hash, network, level, quorum)
        });
        let is_gone = landings.all(|landing| landing == Landing::Absent);
        match self.attempts().next_back() {
            Some(newest) if is_gone => Finding::Forked(self.forked(now), newest.raw.clone()),
            _ => Finding::Nothing,
        }
    }

    /// The block that it was in was dropped: it is in none, and may land in another one.
    fn forked(&self, now: UnixTimestamp) -> Rows {
        let mut change = Change::new(&self.rows, now);
        change.transaction(&self.transaction, |row| {
            row.state = TransactionState::Stored;
            row.slot = None;
        });
        for row in carried(&self.rows, &self.transaction) {
            change.settlement(row, |row| {
                row.state = SettlementState::Open;
                row.level = None;
            });
        }
        change.rows
    }

    /// It is irreversible, and what it did not do it can do no more.
    fn finalized(
        &self,
        id: TransactionId,
        outcome: &TransactionOutcome,
        quorum: Quorum,
        now: UnixTimestamp,
    ) -> Option<Rows> {
        let mut change = Change::new(&self.rows, now);
        change.transaction(&self.transaction, |row| {
            row.state = TransactionState::Final;
            row.slot = Some(outcome.slot);
        });
        let proofs = self.proofs(id, Level::Finalized, quorum);
        if proofs.is_empty() {
            return None;
        }
        for (row, status) in proofs {
            let state = match status {
                SettlementStatus::Paid(_) => SettlementState::Paid,
                SettlementStatus::Short { .. } => SettlementState::Short,
                SettlementStatus::Failed => dead(row),
                SettlementStatus::Unrelated => SettlementState::Unresolved,
                _ => return None,
            };
            change.release(row, outcome.fee.into());
            change.settlement(row, |row| {
                row.state = state;
                row.level = None;
                row.ended = Some(id);
                match status {
                    SettlementStatus::Paid(paid) => {
                        row.level = Some(Level::Finalized);
                        row.proof = Some((&paid).into());
                        row.ended = None;
                    }
                    SettlementStatus::Short { received } => row.received = Some(received),
                    _ => {}
                }
            });
        }
        Some(change.rows)
    }
}

/// A settlement that was not made, and can be made no more.
fn dead(row: &SettlementRow) -> SettlementState {
    if row.reported {
        SettlementState::Reversed
    } else {
        SettlementState::NotPaidDead
    }
}

/// The level that a confirmed block reaches: on Solana no number of blocks is more than that.
fn confirmed(wanted: Level) -> Level {
    match wanted {
        Level::Depth(_) => wanted,
        _ => Level::Included,
    }
}

fn height(commitment: Commitment) -> Query {
    SvmQuery::BlockHeight(commitment).into()
}
