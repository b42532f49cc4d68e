//! One message of Solana, from its reservation to its end.

mod poll;

use alloc::{boxed::Box, sync::Arc, vec::Vec};
use core::mem;

use self::poll::{Finding, Poll};
use super::{BroadcastEvent, BroadcastOutOfTurn, BroadcastStage, BroadcastStep};
use crate::{
    amount::Amount,
    chain::{Facts, Query, Quorum, SignedBytes, TransactionId},
    facilitator::{
        AttemptRow, Lease, ROW_FORMAT, Rows, SettlementState, Sponsorship, StoreAnswer,
        StoreRequest, TransactionKey, TransactionRow, TransactionState,
        ledger::{Change, carried},
    },
    network::Network,
    svm::{PartiallySignedTransaction, Signature},
    timestamp::UnixTimestamp,
};

/// One message of Solana, until its end.
///
/// There is no lane and nothing to replace: the payer signed fee and lifetime. So the fee payer
/// signs once, and the same bytes are sent until they land or can land no more.
#[derive(Clone, Debug, Eq, Hash, PartialEq)]
pub(super) struct SvmBroadcast {
    terms: Arc<Sponsorship>,
    key: TransactionKey,
    lease: Lease,
    state: State,
}

#[derive(Clone, Debug, Eq, Hash, PartialEq)]
enum State {
    Waiting,
    Loading,
    Signing(Box<Unsigned>),
    Storing(Next),
    Sending,
    Polling(Box<Poll>),
    Done,
}

/// What is being signed.
#[derive(Clone, Debug, Eq, Hash, PartialEq)]
struct Unsigned {
    rows: Rows,
    transaction: PartiallySignedTransaction,
}

/// What follows a put that is done.
#[derive(Clone, Debug, Eq, Hash, PartialEq)]
enum Next {
    Send(SignedBytes),
    Wait(u64),
}

impl SvmBroadcast {
    pub(super) fn new(terms: Arc<Sponsorship>, key: TransactionKey, lease: Lease) -> Self {
        Self {
            terms,
            key,
            lease,
            state: State::Waiting,
        }
    }

    pub(super) fn stage(&self) -> BroadcastStage {
        match &self.state {
            State::Waiting => BroadcastStage::Waiting,
            State::Loading => BroadcastStage::Loading,
            State::Polling(_) => BroadcastStage::Asking,
            State::Signing(_) => BroadcastStage::Signing,
            State::Storing(_) => BroadcastStage::Storing,
            State::Sending => BroadcastStage::Sending,
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
            (State::Polling(poll), BroadcastEvent::Answered { facts, quorum, now }) => {
                self.judge(poll, facts, quorum, now)
            }
            (State::Signing(unsigned), BroadcastEvent::MessageSigned { signature, now }) => {
                self.signed(&unsigned, signature, now)
            }
            (State::Storing(next), BroadcastEvent::Stored { answer, .. }) => match answer {
                StoreAnswer::Done => match next {
                    Next::Send(raw) => self.send(raw),
                    Next::Wait(millis) => self.wait(millis),
                },
                StoreAnswer::Unavailable => self.wait(self.terms.poll_millis),
                // Another replica was faster, or it is not known whether it was written: what the
                // rows say counts, and a signature that may not be stored is dropped.
                StoreAnswer::Conflict(_) | StoreAnswer::Unknown | StoreAnswer::Rows(_) => {
                    self.load()
                }
            },
            // No answer to a sending proves anything about the transaction.
            (State::Sending, BroadcastEvent::Sent { .. }) => self.wait(self.terms.poll_millis),
            (state, event) => {
                self.state = state;
                return Err(BroadcastOutOfTurn {
                    stage: self.stage(),
                    event: event.name(),
                });
            }
        })
    }

    fn network(&self) -> Network {
        self.key.network().clone()
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
        let network = self.network();
        BroadcastStep::Ask { network, queries }
    }

    fn send(&mut self, raw: SignedBytes) -> BroadcastStep {
        self.state = State::Sending;
        let network = self.network();
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
            TransactionState::Reserved => {
                if let Some(unsigned) = unsigned(&rows, &transaction, now) {
                    return self.sign(rows, unsigned);
                }
                let mut change = Change::new(&rows, now);
                change.leave(&transaction, &transaction.settlements);
                let rows = change.rows;
                self.put(rows, Next::Wait(0))
            }
            TransactionState::Stored | TransactionState::Included => {
                let mut poll = Box::new(Poll::new(rows, transaction));
                let queries = poll.begin();
                self.state = State::Polling(poll);
                self.ask(queries)
            }
        }
    }

    fn sign(&mut self, rows: Rows, transaction: PartiallySignedTransaction) -> BroadcastStep {
        let step = BroadcastStep::SignMessage {
            signer: transaction.fee_payer().into(),
            message: transaction.message().to_vec(),
        };
        self.state = State::Signing(Box::new(Unsigned { rows, transaction }));
        step
    }

    fn signed(
        &mut self,
        unsigned: &Unsigned,
        signature: Option<Signature>,
        now: UnixTimestamp,
    ) -> BroadcastStep {
        let Unsigned { rows, transaction } = unsigned;
        let whole = signature.and_then(|signature| {
            let whole = transaction.with_signature(&signature).ok()?;
            Some((signature, SignedBytes::from(whole)))
        });
        let (Some((signature, raw)), Some(row)) = (whole, rows.transaction(&self.key)) else {
            return self.wait(self.terms.poll_millis);
        };
        let number = rows.attempts_of(&self.key).count();
        let mut change = Change::new(rows, now);
        change.transaction(row, |row| row.state = TransactionState::Stored);
        change.rows.attempts.push(AttemptRow::new(
            ROW_FORMAT,
            self.key.clone(),
            u64::try_from(number).unwrap_or(u64::MAX),
            TransactionId::from(signature),
            raw.clone(),
            Amount::ZERO,
            Amount::ZERO,
            now.seconds(),
        ));
        let rows = change.rows;
        self.put(rows, Next::Send(raw))
    }

    fn judge(
        &mut self,
        mut poll: Box<Poll>,
        facts: Facts,
        quorum: Quorum,
        now: UnixTimestamp,
    ) -> BroadcastStep {
        let is_included = poll.transaction.state == TransactionState::Included;
        match poll.judge(facts, quorum, now) {
            Finding::Ask(queries) => {
                self.state = State::Polling(poll);
                self.ask(queries)
            }
            Finding::Put(rows) => self.put(rows, Next::Wait(0)),
            Finding::Forked(rows, raw) => self.put(rows, Next::Send(raw)),
            Finding::Resend(raw) => self.send(raw),
            Finding::Nothing if is_included => self.wait(self.terms.final_poll_millis),
            Finding::Nothing => self.wait(self.terms.poll_millis),
        }
    }
}

/// The transaction that is to be signed; `None` if what it carries is not open, is too old to land,
/// or is not what the key names.
fn unsigned(
    rows: &Rows,
    row: &TransactionRow,
    now: UnixTimestamp,
) -> Option<PartiallySignedTransaction> {
    let mut carried = carried(rows, row);
    let (settlement, None) = (carried.next()?, carried.next()) else {
        return None;
    };
    if settlement.state != SettlementState::Open || settlement.is_expired(now) {
        return None;
    }
    let bytes = settlement.call.data.as_bytes();
    let transaction = PartiallySignedTransaction::parse(bytes).ok()?;
    let is_named = matches!(
        row.key,
        TransactionKey::Message { message_hash, .. } if message_hash == transaction.message_hash()
    );
    (is_named && settlement.call.to == transaction.fee_payer().into()).then_some(transaction)
}
