//! What a transaction's nodes are asked, and what their answers mean for its rows.

mod elsewhere;

use alloc::{boxed::Box, vec::Vec};

use self::elsewhere::is_ended_elsewhere;
use super::guessed;
use crate::{
    amount::Amount,
    chain::{
        Agreement, Answer, BlockId, Bound, EvmQuery, Facts, Landed, Landing, Level, Query, Quorum,
        Receipt, TransactionId, Value,
    },
    evm::Fees,
    facilitator::{
        Rows, SettlementRow, SettlementState, Sponsorship, TransactionBlock, TransactionKind,
        TransactionRow, TransactionState,
        fees::{self, wei},
        hole::fill_hole,
        ledger::{Change, carried},
        reached::{most_number, newest},
        sponsorship::product,
        used,
    },
    receipt::{self, SettlementStatus},
    scheme::{ExpectedTransfer, chain::distinct},
    timestamp::UnixTimestamp,
};

/// The rows of a transaction that may be in the chain, and what has been learnt of it.
#[derive(Clone, Debug, Eq, Hash, PartialEq)]
pub(super) struct Poll {
    pub(super) rows: Rows,
    pub(super) transaction: TransactionRow,
    pub(super) facts: Facts,
    purpose: Purpose,
    rounds: u8,
    /// The newest block that is known from earlier.
    newest: Option<u64>,
    /// Whether the newest attempt is to be replaced.
    is_old: bool,
    /// Whether the transaction of another party was looked for in vain.
    pub(super) has_searched: bool,
}

/// What a poll is to find out.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
enum Purpose {
    /// Whether an attempt is in the chain.
    Progress,
    /// Whether none of them can land any more. The finalized nonce is asked first and the
    /// receipts after it: in one round a receipt could be older than the nonce.
    Ending,
    /// How deep the attempt is that is in the chain.
    Depth,
}

/// What the answers ask for.
pub(super) enum Finding {
    /// Another round.
    Ask(Vec<Query>),
    /// Rows to write.
    Put(Rows),
    /// Rows to write because the attempt's block is gone; then the attempt is sent again.
    Reorganised(Rows, TransactionId),
    /// What the payer signed is used, and not by an attempt that is known to be in the chain; with
    /// the newest block.
    Used(Box<SettlementRow>, u64),
    /// Rows that fill the hole in the lane which the transaction waits for.
    Fill(Rows),
    /// The newest attempt has not landed and is to be replaced with higher fees.
    Bump,
    /// The newest attempt is not known to every node.
    Resend,
    /// Nothing has changed.
    Nothing,
}

/// The receipt, its block, and the nonces around that.
const MOST_ROUNDS: u8 = 3;

impl Poll {
    /// `newest` is the newest block that is known from the last poll.
    pub(super) fn new(
        rows: Rows,
        transaction: TransactionRow,
        newest: Option<u64>,
        terms: &Sponsorship,
        now: UnixTimestamp,
    ) -> Self {
        let attempt = rows.attempts_of(&transaction.key).next_back();
        let age = attempt.map_or(0, |attempt| now.seconds().saturating_sub(attempt.stored));
        let reserved = carried(&rows, &transaction).filter_map(|row| row.unused_at);
        let newest = newest.max(reserved.max());
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
            newest,
            is_old: age >= terms.bump_after,
            has_searched: false,
        }
    }

    /// The first round.
    pub(super) fn begin(&mut self) -> Vec<Query> {
        self.rounds = 1;
        let mut queries = self.queries(Quorum::of(1));
        if self.purpose == Purpose::Progress {
            queries.extend(guessed::queries(&self.expected(), self.newest));
        }
        queries
    }

    /// Takes the answers of a round.
    pub(super) fn judge(
        &mut self,
        facts: Facts,
        quorum: Quorum,
        terms: &Sponsorship,
        now: UnixTimestamp,
    ) -> Finding {
        match self.rounds {
            1 => self.facts.extend(guessed::read(facts)),
            _ => self.facts.merge(facts),
        }
        let queries = self.queries(quorum);
        if !queries.is_empty() && self.rounds < MOST_ROUNDS {
            self.rounds += 1;
            return Finding::Ask(queries);
        }
        self.conclude(quorum, terms, now)
    }

    /// What the answers so far mean.
    pub(super) fn conclude(
        &mut self,
        quorum: Quorum,
        terms: &Sponsorship,
        now: UnixTimestamp,
    ) -> Finding {
        match self.purpose {
            Purpose::Progress => self.progress(quorum, terms, now),
            Purpose::Ending => self.ending(quorum, now),
            Purpose::Depth => self.depth(quorum, now),
        }
    }

    fn queries(&self, quorum: Quorum) -> Vec<Query> {
        let transaction = &self.transaction;
        let unasked = |query: &Query| self.facts.answers(query).next().is_none();
        let proof = |hash: &TransactionId, level| {
            receipt::queries(&self.expected(), hash, level, &self.facts, quorum)
        };
        let mut queries = Vec::new();
        match self.purpose {
            Purpose::Progress => {
                queries.push(newest());
                if self.is_old {
                    queries.push(EvmQuery::FeeHistory.into());
                    queries.extend(self.uses());
                }
                queries.extend(self.account_nonce(BlockId::Latest));
                queries.extend(self.account_nonce(BlockId::Finalized));
                queries.extend(self.newest().and_then(known));
                queries.retain(unasked);
                for attempt in self.rows.attempts_of(&transaction.key) {
                    queries.extend(proof(&attempt.hash, Level::Included));
                }
            }
            Purpose::Ending => {
                queries.extend(self.account_nonce(BlockId::Finalized));
                if queries.iter().any(unasked) {
                    return queries;
                }
                queries = self.receipts();
                queries.retain(unasked);
            }
            Purpose::Depth => {
                let reads = self.expected();
                let at = BlockId::Finalized;
                let reads = reads
                    .iter()
                    .filter_map(|transfer| used::is_used(transfer, at));
                queries.extend(reads.chain(self.uses()).chain([newest()]).filter(unasked));
                if let Some(included) = &transaction.included {
                    queries.extend(proof(&included.hash, Level::Finalized));
                    for row in carried(&self.rows, transaction) {
                        queries.extend(proof(&included.hash, row.wait_until));
                    }
                }
            }
        }
        distinct(queries)
    }

    /// The transfers that the transaction is to make. One that cannot be read is never proven.
    fn expected(&self) -> Vec<ExpectedTransfer> {
        let rows = carried(&self.rows, &self.transaction);
        rows.filter_map(SettlementRow::expected_transfer).collect()
    }

    /// Whether requests may wait for it: a payment is not at its level, and was signed not long
    /// ago.
    pub(super) fn is_awaited(&self, terms: &Sponsorship, now: UnixTimestamp) -> bool {
        let attempts = self.rows.attempts_of(&self.transaction.key);
        let signed = attempts.map(|attempt| attempt.stored).max();
        let until = signed.map_or(0, |at| at.saturating_add(terms.answer_within));
        let mut carried = carried(&self.rows, &self.transaction);
        now.seconds() <= until && carried.any(|row| !row.is_settled())
    }

    /// The same, if all of them can be read.
    fn all_expected(&self) -> Option<Vec<ExpectedTransfer>> {
        let expected = self.expected();
        let carried = carried(&self.rows, &self.transaction).count();
        (expected.len() == carried).then_some(expected)
    }

    fn newest(&self) -> Option<TransactionId> {
        let newest = self.rows.attempts_of(&self.transaction.key).next_back();
        newest.map(|attempt| attempt.hash)
    }

    fn receipts(&self) -> Vec<Query> {
        let attempts = self.rows.attempts_of(&self.transaction.key);
        let hashes = attempts.filter_map(|attempt| match attempt.hash {
            TransactionId::Evm(hash) => Some(EvmQuery::Receipt(hash).into()),
            TransactionId::Svm(_) => None,
        });
        hashes.collect()
    }

    fn account_nonce(&self, at: BlockId) -> Option<Query> {
        let account = self.transaction.key.lane()?.signer.as_evm()?;
        Some(EvmQuery::AccountNonce { account, at }.into())
    }

    /// The nonces that nodes report.
    fn nonces(&self, at: BlockId) -> impl Iterator<Item = u64> {
        let query = self.account_nonce(at);
        query.into_iter().flat_map(|query| {
            let answers = self.facts.answers(&query);
            answers
                .filter_map(|(_, answer, _)| number(answer))
                .collect::<Vec<_>>()
        })
    }

    fn progress(&mut self, quorum: Quorum, terms: &Sponsorship, now: UnixTimestamp) -> Finding {
        let transaction = &self.transaction;
        let network = transaction.key.network();
        for attempt in self.rows.attempts_of(&transaction.key) {
            let landing = self
                .facts
                .landing(&attempt.hash, network, Level::Included, quorum);
            if let Landing::Landed(Landed::Evm(receipt)) = landing {
                return self
                    .included(attempt.hash, receipt, quorum, now)
                    .map_or(Finding::Nothing, Finding::Put);
            }
        }
        let Some(nonce) = transaction.key.nonce() else {
            return Finding::Nothing;
        };
        if self.nonces(BlockId::Finalized).any(|next| next > nonce) {
            self.purpose = Purpose::Ending;
            self.facts = Facts::new();
            return Finding::Ask(self.begin());
        }
        let is_head = self.nonces(BlockId::Latest).any(|next| next == nonce);
        if let Some(rows) = self.hole(quorum, terms, now) {
            return Finding::Fill(rows);
        }
        if let Some(used) = self.used(quorum).filter(|_| self.is_old) {
            return used;
        }
        if is_head && self.is_old {
            return Finding::Bump;
        }
        let is_missing = self.newest().and_then(known).is_some_and(|query| {
            let mut answers = self.facts.answers(&query);
            answers.any(|(_, answer, _)| matches!(answer.value(), Some(Value::Transaction(None))))
        });
        if is_missing {
            Finding::Resend
        } else {
            Finding::Nothing
        }
    }

    /// An abandoned nonce that the chain waits for has been free for too long.
    fn hole(&self, quorum: Quorum, terms: &Sponsorship, now: UnixTimestamp) -> Option<Rows> {
        let lane = self.transaction.key.lane()?;
        let nonce = self.account_nonce(BlockId::Latest)?;
        let nonce = most_number(&self.facts, &nonce, quorum)?;
        fill_hole(&self.rows, lane, nonce, terms, now).map(|(rows, _)| rows)
    }

    fn ending(&self, quorum: Quorum, now: UnixTimestamp) -> Finding {
        let key = &self.transaction.key;
        let account = key.lane().and_then(|lane| lane.signer.as_evm());
        let (Some(account), Some(nonce)) = (account, key.nonce()) else {
            return Finding::Nothing;
        };
        let bound = Bound::Nonce { account, nonce };
        let receipts = self.receipts();
        let mut absent = receipts
            .iter()
            .map(|query| self.facts.ended(query, &bound, quorum));
        if receipts.is_empty() || !absent.all(|is_ended| is_ended) {
            return Finding::Nothing;
        }
        let mut change = Change::new(&self.rows, now);
        change.transaction(&self.transaction, |row| {
            row.state = TransactionState::Displaced;
        });
        change.unblock(key);
        for row in carried(&self.rows, &self.transaction) {
            if is_ended_elsewhere(row) {
                change.settlement(row, |row| row.transaction = None);
            } else {
                change.reopen(row, self.newest());
            }
        }
        Finding::Put(change.rows)
    }

    /// An attempt is in a sealed block.
    fn included(
        &self,
        hash: TransactionId,
        receipt: &Receipt,
        quorum: Quorum,
        now: UnixTimestamp,
    ) -> Option<Rows> {
        let block = receipt.block?;
        let mut change = Change::new(&self.rows, now);
        change.transaction(&self.transaction, |row| {
            row.state = TransactionState::Included;
            row.included = Some(TransactionBlock::new(hash, block.number, block.hash));
        });
        change.unblock(&self.transaction.key);
        let statuses = self.prove(&mut change, hash, Level::Included, quorum);
        if self.transaction.kind == TransactionKind::Batch {
            for (row, status) in carried(&self.rows, &self.transaction).zip(statuses) {
                // It goes again alone, before the failure is final: should its block be replaced
                // and the call then succeed, only one of the two transactions pays.
                let is_unpaid = matches!(
                    status,
                    SettlementStatus::Failed | SettlementStatus::Unrelated
                );
                if is_unpaid && !is_ended_elsewhere(row) {
                    change.release(row, self.share(receipt).unwrap_or(row.worst_fee));
                    change.reopen(row, Some(hash));
                }
            }
        }
        Some(change.rows)
    }

    /// Writes the proofs that hold at a level, and gives what was found of each settlement.
    ///
    /// All settlements of the transaction are proven together: each transfer counts once.
    fn prove(
        &self,
        change: &mut Change<'_>,
        hash: TransactionId,
        level: Level,
        quorum: Quorum,
    ) -> Vec<SettlementStatus> {
        let Some(expected) = self.all_expected() else {
            return Vec::new();
        };
        let statuses = receipt::prove(&expected, &hash, level, &self.facts, quorum);
        for (row, status) in carried(&self.rows, &self.transaction).zip(&statuses) {
            if let SettlementStatus::Paid(paid) = status {
                change.settlement(row, |row| {
                    row.state = SettlementState::Paid;
                    row.level = Some(level);
                    row.proof = Some(paid.into());
                });
            }
        }
        statuses
    }

    /// What one of the transaction's settlements did cost, if the receipt tells.
    fn share(&self, receipt: &Receipt) -> Option<Amount> {
        let payments = self.transaction.settlements.len().max(1);
        let payments = Amount::from(u64::try_from(payments).ok()?).to_u256();
        Some(Amount::from_u256(
            cost(receipt)?.to_u256().div_ceil(payments),
        ))
    }

    fn depth(&self, quorum: Quorum, now: UnixTimestamp) -> Finding {
        let transaction = &self.transaction;
        let Some(included) = &transaction.included else {
            return Finding::Nothing;
        };
        let hash = included.hash;
        let network = transaction.key.network();
        match self.facts.landing(&hash, network, Level::Finalized, quorum) {
            Landing::Landed(Landed::Evm(receipt)) => self
                .finalized(hash, receipt, quorum, now)
                .map_or(Finding::Nothing, Finding::Put),
            Landing::BelowLevel => {
                let wanted = carried(&self.rows, transaction).filter(|row| !row.is_settled());
                let wanted: Vec<_> = wanted.map(|row| row.wait_until).collect();
                let mut change = Change::new(&self.rows, now);
                for level in wanted {
                    self.prove(&mut change, hash, level, quorum);
                }
                if change.rows.settlements.is_empty() {
                    return self.used(quorum).unwrap_or(Finding::Nothing);
                }
                change.transaction(transaction, |_| ());
                Finding::Put(change.rows)
            }
            Landing::NotCanonical | Landing::Absent => {
                let mut change = Change::new(&self.rows, now);
                change.transaction(transaction, |row| {
                    row.state = TransactionState::Stored;
                    row.included = None;
                });
                let rows = carried(&self.rows, transaction);
                for row in rows.filter(|row| !is_ended_elsewhere(row)) {
                    change.settlement(row, |row| {
                        row.state = SettlementState::Open;
                        row.level = None;
                    });
                }
                Finding::Reorganised(change.rows, hash)
            }
            _ => Finding::Nothing,
        }
    }

    /// The transaction is irreversible: what each settlement is for good.
    fn finalized(
        &self,
        hash: TransactionId,
        receipt: &Receipt,
        quorum: Quorum,
        now: UnixTimestamp,
    ) -> Option<Rows> {
        let expected = self.all_expected()?;
        let statuses = receipt::prove(&expected, &hash, Level::Finalized, &self.facts, quorum);
        let mut change = Change::new(&self.rows, now);
        let block = receipt.block?;
        change.transaction(&self.transaction, |row| {
            row.state = TransactionState::Final;
            row.included = Some(TransactionBlock::new(hash, block.number, block.hash));
        });
        change.unblock(&self.transaction.key);
        let cost = self.share(receipt);
        let rows = carried(&self.rows, &self.transaction);
        for ((row, transfer), status) in rows.zip(&expected).zip(statuses) {
            if is_ended_elsewhere(row) && !matches!(status, SettlementStatus::Paid(_)) {
                change.release(row, cost.unwrap_or(row.worst_fee));
                change.settlement(row, |row| row.transaction = None);
                continue;
            }
            let state = self.end(row, transfer, status, quorum)?;
            change.release(row, cost.unwrap_or(row.worst_fee));
            change.settlement(row, |row| {
                row.state = state;
                row.level = None;
                row.ended = Some(hash);
                match status {
                    SettlementStatus::Paid(paid) => {
                        row.level = Some(Level::Finalized);
                        row.proof = Some((&paid).into());
                        row.ended = None;
                    }
                    SettlementStatus::Short { received } => row.received = Some(received),
                    _ if state == SettlementState::Open => row.transaction = None,
                    _ => {}
                }
            });
        }
        Some(change.rows)
    }

    /// What a settlement is for good by its status; `None` if that is not known yet.
    fn end(
        &self,
        row: &SettlementRow,
        transfer: &ExpectedTransfer,
        status: SettlementStatus,
        quorum: Quorum,
    ) -> Option<SettlementState> {
        let state = match status {
            SettlementStatus::Paid(_) => SettlementState::Paid,
            SettlementStatus::Short { .. } => SettlementState::Short,
            SettlementStatus::Cancelled => SettlementState::NotPaidDead,
            // The call made no transfer for it: only its nonce can tell what it is worth.
            SettlementStatus::Failed | SettlementStatus::Unrelated => {
                self.unpaid(row, transfer, quorum)?
            }
            SettlementStatus::Unnamed => SettlementState::Unresolved,
            _ => return None,
        };
        Some(match state {
            SettlementState::NotPaidDead if row.reported => SettlementState::Reversed,
            state => state,
        })
    }

    /// What a settlement is whose transaction is final and made no transfer: dead if what the
    /// payer signed is unused at a finalized block behind the end of its window, open if it was
    /// used by another transaction, and live while it can still be used.
    fn unpaid(
        &self,
        row: &SettlementRow,
        transfer: &ExpectedTransfer,
        quorum: Quorum,
    ) -> Option<SettlementState> {
        let query = used::is_used(transfer, BlockId::Finalized)?;
        let end = row.valid_until.to_u64().unwrap_or(u64::MAX);
        if self.facts.ended(&query, &Bound::Time(end), quorum) {
            return Some(SettlementState::NotPaidDead);
        }
        match self.facts.agreement(&query, quorum) {
            Agreement::Agreed(agreed) => match agreed.answer {
                Answer::Value(Value::Flag(true)) => Some(SettlementState::Open),
                Answer::Value(Value::Flag(false)) => Some(SettlementState::NotPaidLive),
                _ => None,
            },
            _ => None,
        }
    }

    /// The fees that nodes propose.
    pub(super) fn proposed(&self, terms: &Sponsorship) -> Option<Fees> {
        fees::proposed(&self.facts, terms)
    }
}

/// What a transaction did cost, if the receipt tells.
fn cost(receipt: &Receipt) -> Option<Amount> {
    let price = receipt.gas_price.and_then(wei)?;
    let gas = product(receipt.gas_used, price);
    gas.checked_add(receipt.l1_fee.unwrap_or(Amount::ZERO))
}

fn known(hash: TransactionId) -> Option<Query> {
    match hash {
        TransactionId::Evm(hash) => Some(EvmQuery::Transaction(hash).into()),
        TransactionId::Svm(_) => None,
    }
}

fn number(answer: &Answer) -> Option<u64> {
    match answer.value()? {
        Value::Number(number) => Some(*number),
        _ => None,
    }
}
