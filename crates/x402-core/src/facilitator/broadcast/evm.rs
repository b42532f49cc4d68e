//! One transaction of an EVM chain, from its reservation to its end, as a state machine.

mod guessed;
mod poll;

use alloc::{boxed::Box, sync::Arc, vec, vec::Vec};
use core::mem;

use self::poll::{Finding, Poll};
use super::{BroadcastEvent, BroadcastOutOfTurn, BroadcastStage, BroadcastStep};
use crate::{
    address::Address,
    amount::Amount,
    chain::{EvmQuery, Facts, Query, Quorum, Sent, SignedBytes, TransactionId, Value},
    evm::{Fees, Signature, Transaction},
    facilitator::{
        Lease, ROW_FORMAT, Rows, Sponsorship, StoreAnswer, StoreRequest, batch,
        fees::{self, wei},
        ledger::{Change, carried},
        reached::newest_block,
        rows::{
            AttemptRow, LaneKey, SettlementKey, SettlementState, TransactionKey, TransactionKind,
            TransactionRow, TransactionState,
        },
        search::{Found, Search},
    },
    timestamp::UnixTimestamp,
};

/// One transaction of an EVM chain, until its end.
#[derive(Clone, Debug, Eq, Hash, PartialEq)]
pub(super) struct EvmBroadcast {
    terms: Arc<Sponsorship>,
    key: TransactionKey,
    lane: LaneKey,
    nonce: u64,
    lease: Lease,
    /// The newest block when the nodes were last asked. It only saves a round.
    newest: Option<u64>,
    state: State,
    /// Whether it has waited for further payments.
    has_collected: bool,
}

#[derive(Clone, Debug, Eq, Hash, PartialEq)]
enum State {
    Waiting,
    Loading,
    /// The first fees, if those that were kept with the reservation are old.
    Pricing(Box<Rows>),
    Signing(Box<Unsigned>),
    Storing(Next),
    /// With the rows of the transaction, for what nodes answer about its signer.
    Sending(Box<Rows>),
    Polling(Box<Poll>),
    /// For the transaction of another party that used what a payer signed.
    Searching(Box<Poll>, Box<Search>),
    Done,
}

/// What is being signed.
#[derive(Clone, Debug, Eq, Hash, PartialEq)]
struct Unsigned {
    rows: Rows,
    transaction: Transaction,
    digest: [u8; 32],
}

/// What follows a put that is done.
#[derive(Clone, Debug, Eq, Hash, PartialEq)]
enum Next {
    Send(SignedBytes, Box<Rows>),
    Wait(u64),
}

impl EvmBroadcast {
    pub(super) fn new(terms: Arc<Sponsorship>, lane: LaneKey, nonce: u64, lease: Lease) -> Self {
        let key = TransactionKey::Nonce {
            lane: lane.clone(),
            nonce,
        };
        Self {
            terms,
            key,
            lane,
            nonce,
            lease,
            newest: None,
            state: State::Waiting,
            has_collected: false,
        }
    }

    pub(super) fn stage(&self) -> BroadcastStage {
        match &self.state {
            State::Waiting => BroadcastStage::Waiting,
            State::Loading => BroadcastStage::Loading,
            State::Pricing(_) | State::Polling(_) | State::Searching(..) => BroadcastStage::Asking,
            State::Signing(_) => BroadcastStage::Signing,
            State::Storing(_) => BroadcastStage::Storing,
            State::Sending(_) => BroadcastStage::Sending,
            State::Done => BroadcastStage::Done,
        }
    }

    pub(super) fn advance(
        &mut self,
        event: BroadcastEvent,
    ) -> Result<BroadcastStep, BroadcastOutOfTurn> {
        Ok(match (mem::replace(&mut self.state, State::Done), event) {
            (State::Waiting, BroadcastEvent::Woke) => self.load(),
            (State::Loading, BroadcastEvent::Stored { answer, now }) => match answer {
                StoreAnswer::Rows(rows) => self.resume(rows, now),
                _ => self.wait(self.terms.poll_millis),
            },
            (State::Pricing(rows), BroadcastEvent::Answered { facts, now, .. }) => {
                match fees::proposed(&facts, &self.terms) {
                    Some(fees) => self.sign(*rows, fees, now),
                    None => self.wait(self.terms.poll_millis),
                }
            }
            (State::Polling(poll), BroadcastEvent::Answered { facts, quorum, now }) => {
                self.judge(poll, facts, quorum, now)
            }
            (State::Searching(poll, search), BroadcastEvent::Answered { facts, quorum, now }) => {
                self.search(poll, search, facts, quorum, now)
            }
            (State::Signing(unsigned), BroadcastEvent::Signed { signature, now }) => {
                self.signed(*unsigned, signature, now)
            }
            (State::Storing(next), BroadcastEvent::Stored { answer, .. }) => match answer {
                StoreAnswer::Done => match next {
                    Next::Send(raw, rows) => self.send(raw, *rows),
                    Next::Wait(millis) => self.wait(millis),
                },
                StoreAnswer::Unavailable => self.wait(self.terms.poll_millis),
                // Another replica was faster, or it is not known whether it was written: what the
                // rows say counts, and a signature that may not be stored is dropped.
                StoreAnswer::Conflict(_) | StoreAnswer::Unknown | StoreAnswer::Rows(_) => {
                    self.load()
                }
            },
            (State::Sending(rows), BroadcastEvent::Sent { facts }) => self.sent(&rows, &facts),
            (state, event) => {
                self.state = state;
                return Err(BroadcastOutOfTurn {
                    stage: self.stage(),
                    event: event.name(),
                });
            }
        })
    }

    fn load(&mut self) -> BroadcastStep {
        self.state = State::Loading;
        BroadcastStep::Store(StoreRequest::load_transaction(self.key.clone()))
    }

    fn wait(&mut self, millis: u64) -> BroadcastStep {
        self.state = State::Waiting;
        BroadcastStep::Wait { millis }
    }

    fn put(&mut self, rows: Rows, next: Next) -> BroadcastStep {
        self.state = State::Storing(next);
        let lease = Some(self.lease.clone());
        BroadcastStep::Store(StoreRequest::Put { rows, lease })
    }

    fn ask(&self, queries: Vec<Query>) -> BroadcastStep {
        let network = self.lane.network.clone();
        BroadcastStep::Ask { network, queries }
    }

    fn send(&mut self, raw: SignedBytes, rows: Rows) -> BroadcastStep {
        self.state = State::Sending(Box::new(rows));
        let network = self.lane.network.clone();
        BroadcastStep::Send { network, raw }
    }

    /// Goes on from the rows.
    fn resume(&mut self, rows: Rows, now: UnixTimestamp) -> BroadcastStep {
        let Some(transaction) = rows.transaction(&self.key).cloned() else {
            return BroadcastStep::Done;
        };
        match transaction.state {
            TransactionState::Final
            | TransactionState::Displaced
            | TransactionState::Expired
            | TransactionState::Abandoned => BroadcastStep::Done,
            TransactionState::Reserved if !self.is_wanted(&rows, &transaction, now) => {
                let unwanted = self.unwanted(&rows, &transaction, now);
                let mut change = Change::new(&rows, now);
                change.leave(&transaction, &unwanted);
                let rows = change.rows;
                self.put(rows, Next::Wait(0))
            }
            TransactionState::Reserved
                if !self.has_collected
                    && batch::collects(&rows, &transaction, &self.terms, now) =>
            {
                self.has_collected = true;
                self.wait(self.terms.batch_within)
            }
            TransactionState::Reserved => {
                let kept = fees::kept(transaction.fees.as_ref(), &self.terms, now);
                if let Some(fees) = kept {
                    return self.sign(rows, fees, now);
                }
                self.state = State::Pricing(Box::new(rows));
                self.ask(vec![EvmQuery::FeeHistory.into()])
            }
            TransactionState::Stored | TransactionState::Included => {
                let poll = Poll::new(rows, transaction, self.newest, &self.terms, now);
                let mut poll = Box::new(poll);
                let queries = poll.begin();
                self.state = State::Polling(poll);
                self.ask(queries)
            }
        }
    }

    /// Whether a transaction that has no attempt yet is still to be signed.
    fn is_wanted(&self, rows: &Rows, transaction: &TransactionRow, now: UnixTimestamp) -> bool {
        transaction.kind == TransactionKind::NoOp
            || !transaction.settlements.is_empty()
                && self.unwanted(rows, transaction, now).is_empty()
    }

    /// The payments of such a transaction that are not open in it, or whose window ends before
    /// they can land.
    fn unwanted(
        &self,
        rows: &Rows,
        transaction: &TransactionRow,
        now: UnixTimestamp,
    ) -> Vec<SettlementKey> {
        let end = now.seconds().saturating_add(self.terms.sign_before);
        let end = Amount::from(end);
        let is_wanted = |key: &SettlementKey| {
            carried(rows, transaction).any(|row| {
                row.key == *key && row.state == SettlementState::Open && row.valid_until > end
            })
        };
        let keys = transaction.settlements.iter().copied();
        keys.filter(|key| !is_wanted(key)).collect()
    }

    fn judge(
        &mut self,
        mut poll: Box<Poll>,
        facts: Facts,
        quorum: Quorum,
        now: UnixTimestamp,
    ) -> BroadcastStep {
        self.newest = newest_block(&facts, quorum).or(self.newest);
        let finding = poll.judge(facts, quorum, &self.terms, now);
        self.follow(poll, finding, quorum, now)
    }

    /// Looks for the transaction of another party; without one, goes on as before.
    fn search(
        &mut self,
        mut poll: Box<Poll>,
        mut search: Box<Search>,
        facts: Facts,
        quorum: Quorum,
        now: UnixTimestamp,
    ) -> BroadcastStep {
        match search.judge(facts, quorum) {
            Found::Ask(queries) => {
                self.state = State::Searching(poll, search);
                self.ask(queries)
            }
            Found::Row(row) if row.state != SettlementState::Unresolved && !poll.made(&row) => {
                let rows = Rows {
                    settlements: vec![*row],
                    ..Rows::default()
                };
                self.put(rows, Next::Wait(0))
            }
            Found::Row(_) | Found::Unknown | Found::NotFinal => {
                poll.has_searched = true;
                let finding = poll.conclude(quorum, &self.terms, now);
                self.follow(poll, finding, quorum, now)
            }
        }
    }

    fn follow(
        &mut self,
        poll: Box<Poll>,
        finding: Finding,
        quorum: Quorum,
        now: UnixTimestamp,
    ) -> BroadcastStep {
        let is_deep = poll.transaction.state == TransactionState::Included;
        let is_awaited = poll.is_awaited(&self.terms, now);
        let (soon, later) = (self.terms.poll_millis, self.terms.final_poll_millis);
        match finding {
            Finding::Ask(queries) => {
                self.state = State::Polling(poll);
                self.ask(queries)
            }
            Finding::Put(rows) => self.put(rows, Next::Wait(0)),
            Finding::Reorganised(rows, hash) => match raw(&poll.rows, hash) {
                Some(raw) => self.put(rows, Next::Send(raw, Box::new(poll.rows))),
                None => self.put(rows, Next::Wait(0)),
            },
            // Its transaction is another one's to drive: it is claimed like all others.
            Finding::Fill(rows) => {
                self.state = State::Storing(Next::Wait(soon));
                BroadcastStep::Store(StoreRequest::Put { rows, lease: None })
            }
            Finding::Used(row, newest) => {
                let search = Box::new(Search::new(row.next(now), newest));
                self.search(poll, search, Facts::new(), quorum, now)
            }
            Finding::Bump => self.bump(*poll, now),
            Finding::Resend => {
                let newest = poll.rows.attempts_of(&self.key).next_back();
                match newest.map(|attempt| attempt.raw.clone()) {
                    Some(raw) => self.send(raw, poll.rows),
                    None => self.wait(soon),
                }
            }
            Finding::Nothing if is_deep && !is_awaited => self.wait(later),
            Finding::Nothing => self.wait(soon),
        }
    }

    /// Replaces the newest attempt, or marks the lane if that is at the cap.
    fn bump(&mut self, poll: Poll, now: UnixTimestamp) -> BroadcastStep {
        let proposed = poll.proposed(&self.terms);
        let newest = poll.rows.attempts_of(&self.key).next_back();
        let old =
            newest.and_then(|attempt| Fees::new(wei(attempt.max_fee)?, wei(attempt.max_tip)?).ok());
        if let Some(fees) = old.and_then(|old| fees::bumped(old, proposed, &self.terms)) {
            return self.sign(poll.rows, fees, now);
        }
        let (lane, nonce) = (&self.lane, self.nonce);
        let is_marked = poll
            .rows
            .lane(lane)
            .is_some_and(|lane| lane.stalled_at == Some(nonce));
        if is_marked {
            // It was sent with these fees, and may have been dropped since.
            return match newest.map(|attempt| attempt.raw.clone()) {
                Some(raw) => self.send(raw, poll.rows),
                None => self.wait(self.terms.poll_millis),
            };
        }
        let mut change = Change::new(&poll.rows, now);
        change.lane(lane, |lane| lane.stalled_at = Some(nonce));
        let rows = change.rows;
        self.put(rows, Next::Wait(self.terms.poll_millis))
    }

    fn sign(&mut self, rows: Rows, fees: Fees, now: UnixTimestamp) -> BroadcastStep {
        let transaction = rows.transaction(&self.key);
        let is_first = transaction.is_some_and(|row| row.state == TransactionState::Reserved);
        let unsigned = transaction
            .filter(|row| !is_first || self.is_wanted(&rows, row, now))
            .and_then(|row| self.unsigned(&rows, row, fees));
        let Some(transaction) = unsigned else {
            return self.wait(self.terms.poll_millis);
        };
        let digest = transaction.signing_hash();
        self.state = State::Signing(Box::new(Unsigned {
            rows,
            transaction,
            digest,
        }));
        let signer = self.lane.signer;
        BroadcastStep::Sign { signer, digest }
    }

    /// The transaction at its nonce; `None` if its rows do not make one that this version sends.
    fn unsigned(&self, rows: &Rows, row: &TransactionRow, fees: Fees) -> Option<Transaction> {
        let (to, input) = match row.kind {
            TransactionKind::NoOp => (self.lane.signer.as_evm()?, Vec::new()),
            TransactionKind::Single => {
                let call = &carried(rows, row).next()?.call;
                (call.to.as_evm()?, call.data.as_bytes().to_vec())
            }
            TransactionKind::Batch => batch::call(rows, row)?,
        };
        Some(Transaction {
            chain_id: self.lane.network.evm_chain_id()?,
            nonce: self.nonce,
            fees,
            gas_limit: row.gas_limit,
            to,
            value: Amount::ZERO,
            input,
            access_list: Vec::new(),
        })
    }

    fn signed(
        &mut self,
        unsigned: Unsigned,
        signature: Option<Signature>,
        now: UnixTimestamp,
    ) -> BroadcastStep {
        let Unsigned {
            rows,
            transaction,
            digest,
        } = unsigned;
        let signer = self.lane.signer;
        let is_signers =
            |signature: &Signature| signature.recover(&digest).map(Address::from) == Some(signer);
        let proven = signature.filter(is_signers);
        let (Some(signature), Some(row)) = (proven, rows.transaction(&self.key)) else {
            return self.wait(self.terms.poll_millis);
        };
        let is_first = row.state == TransactionState::Reserved;
        if is_first && !self.is_wanted(&rows, row, now) {
            return self.load();
        }
        let fees = transaction.fees;
        let sent = transaction.with_signature(signature);
        let raw = SignedBytes::from(sent.to_bytes());
        let number = rows.attempts_of(&self.key).count();
        let mut change = Change::new(&rows, now);
        change.transaction(row, |row| row.state = TransactionState::Stored);
        change.rows.attempts.push(AttemptRow::new(
            ROW_FORMAT,
            self.key.clone(),
            u64::try_from(number).unwrap_or(u64::MAX),
            TransactionId::Evm(sent.hash()),
            raw.clone(),
            Amount::from(fees.max_fee_per_gas()),
            Amount::from(fees.max_priority_fee_per_gas()),
            now.seconds(),
        ));
        let written = change.rows;
        self.put(written, Next::Send(raw, Box::new(rows)))
    }

    /// No answer to a sending proves anything about the transaction; that the signer cannot pay
    /// for its gas is noted in its lane.
    fn sent(&mut self, rows: &Rows, facts: &Facts) -> BroadcastStep {
        let is_dry = facts.clone().into_iter().any(|fact| {
            matches!(
                fact.answer.value(),
                Some(Value::Sent(Sent::InsufficientFunds))
            )
        });
        let lane = rows.lane(&self.lane);
        if !is_dry || lane.is_none_or(|lane| lane.dry) {
            return self.wait(self.terms.poll_millis);
        }
        // The time is not written into a lane.
        let mut change = Change::new(rows, UnixTimestamp::MAX);
        change.lane(&self.lane, |lane| lane.dry = true);
        let rows = change.rows;
        self.put(rows, Next::Wait(self.terms.poll_millis))
    }
}

fn raw(rows: &Rows, hash: TransactionId) -> Option<SignedBytes> {
    let attempt = rows.attempts.iter().find(|attempt| attempt.hash == hash)?;
    Some(attempt.raw.clone())
}
