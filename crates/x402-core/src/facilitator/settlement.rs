//! One `/settle` request and its answer, as a state machine.

mod answer;
mod call;
mod check;
mod message;
mod place;
pub(super) mod reserve;
mod stage;
mod step;

use alloc::{boxed::Box, string::String, sync::Arc, vec, vec::Vec};
use core::mem;

use self::{
    answer::{Draft, newest_hash},
    call::{Call, Request, Unread},
    check::{Check, Checked},
    reserve::Reservation,
};
pub use self::{
    stage::{SettlementOutOfTurn, SettlementStage},
    step::{SettlementAnswer, SettlementEvent, SettlementStep},
};
use super::{
    Capabilities, RowKeys, Rows, SettlementRow, SettlementState, Sponsorship, StoreAnswer,
    StoreRequest,
    ledger::Change,
    reached::newest_block,
    rows::{TransactionKey, TransactionState},
    search::{Found, Search},
};
use crate::{
    any::{SettleRequest, VerifyRequest},
    chain::{Facts, Query, Quorum, TransactionId},
    timestamp::UnixTimestamp,
};

/// One `POST /settle`, until its answer.
///
/// [`advance`](Self::advance) takes what happened and returns what to do next, until a
/// [`SettlementStep::Answer`] ends it. A host may drop it at any time: what it has reserved is
/// driven by a [`Broadcast`](crate::facilitator::Broadcast), and the next request for the payment
/// goes on from the rows. It holds to this:
///
/// - A payment that breaks a rule without the chain costs neither a query nor a row.
/// - Success is answered by proof alone: the payment's own transfer, in the chain at the level
///   that the terms name, by whatever transaction.
/// - A failure that is certain is one of a payment of which nothing was signed by the facilitator,
///   or one that is proven at a finalized block. Everything that may still land is
///   `settlement_pending` with a hash, or a failure that is never certain.
/// - Of requests without the repeat token of the first one, one is answered with success, and
///   later ones with `duplicate_settlement`.
#[derive(Clone, Debug, Eq, Hash, PartialEq)]
pub struct Settlement {
    capabilities: Arc<Capabilities>,
    terms: Arc<Sponsorship>,
    state: State,
}

#[derive(Clone, Debug, Eq, Hash, PartialEq)]
enum State {
    Start,
    /// The content of lookup tables is asked for.
    Reading(Box<Request>),
    Loading(Box<Call>),
    Checking(Box<Check>),
    Searching(Box<Call>, Box<Search>),
    Storing(Box<Call>, After),
    /// A reservation is being put.
    Reserving(Box<Checks>, TransactionKey),
    /// Another reservation was faster: the rows are read again, the chain is not asked again.
    Reloading(Box<Checks>),
    Following(Box<Call>),
    Done,
}

/// A payment that the chain lets pass.
#[derive(Clone, Debug, Eq, Hash, PartialEq)]
struct Checks {
    check: Check,
    quorum: Quorum,
}

/// What follows a put that is done.
#[derive(Clone, Debug, Eq, Hash, PartialEq)]
enum After {
    /// The row is reported as paid.
    Paid(Box<SettlementRow>),
    /// The transaction that used what the payer signed was not found; one of the facilitator's own
    /// that did not pay, if there is one.
    Unresolved(Option<TransactionId>),
    /// The row has changed: the answer follows from it.
    Load,
}

impl Settlement {
    /// A settlement that waits for its request.
    #[must_use]
    pub fn new(capabilities: Arc<Capabilities>, terms: Arc<Sponsorship>) -> Self {
        let state = State::Start;
        Self {
            capabilities,
            terms,
            state,
        }
    }

    /// What the settlement waits for.
    #[must_use]
    pub fn stage(&self) -> SettlementStage {
        match &self.state {
            State::Start => SettlementStage::Start,
            State::Loading(_) | State::Reloading(_) => SettlementStage::Loading,
            State::Reading(_) | State::Checking(_) => SettlementStage::Checking,
            State::Searching(..) => SettlementStage::Searching,
            State::Storing(..) | State::Reserving(..) => SettlementStage::Storing,
            State::Following(_) => SettlementStage::Following,
            State::Done => SettlementStage::Done,
        }
    }

    /// Takes what happened and returns what to do next.
    ///
    /// # Errors
    ///
    /// The settlement does not wait for this event; it still waits for what it waited for.
    pub fn advance(
        &mut self,
        event: SettlementEvent,
    ) -> Result<SettlementStep, SettlementOutOfTurn> {
        Ok(match (mem::replace(&mut self.state, State::Done), event) {
            (
                State::Start,
                SettlementEvent::Request {
                    request,
                    repeat_token,
                    now,
                },
            ) => self.begin(*request, repeat_token, now),
            (State::Reading(request), SettlementEvent::Answered { facts, quorum, now }) => {
                self.read_again(*request, facts, quorum, now)
            }
            (State::Loading(call), SettlementEvent::Stored { answer, now }) => match answer {
                StoreAnswer::Rows(rows) => self.loaded(call, rows, now),
                _ => no_answer(&call),
            },
            (State::Checking(check), SettlementEvent::Answered { facts, quorum, now }) => {
                self.checked(check, facts, quorum, now)
            }
            (State::Searching(call, search), SettlementEvent::Answered { facts, quorum, .. }) => {
                self.searched(call, search, Some((facts, quorum)))
            }
            (State::Storing(call, after), SettlementEvent::Stored { answer, .. }) => match answer {
                StoreAnswer::Done => self.stored(call, after),
                StoreAnswer::Unavailable => no_answer(&call),
                StoreAnswer::Conflict(_) | StoreAnswer::Unknown | StoreAnswer::Rows(_) => {
                    self.load_again(call)
                }
            },
            (State::Reserving(checks, key), SettlementEvent::Stored { answer, .. }) => match answer
            {
                StoreAnswer::Done => {
                    let mut call = Box::new(checks.check.call);
                    call.has_reserved = true;
                    self.follow(call, key)
                }
                StoreAnswer::Unavailable => no_answer(&checks.check.call),
                StoreAnswer::Conflict(_) | StoreAnswer::Unknown | StoreAnswer::Rows(_) => {
                    self.reload(checks)
                }
            },
            (State::Reloading(checks), SettlementEvent::Stored { answer, now }) => match answer {
                StoreAnswer::Rows(rows) => self.reloaded(*checks, rows, now),
                _ => no_answer(&checks.check.call),
            },
            (State::Following(call), SettlementEvent::Woke { .. }) => self.load(call),
            (state, event) => {
                self.state = state;
                return Err(SettlementOutOfTurn {
                    stage: self.stage(),
                    event: event.name(),
                });
            }
        })
    }

    fn begin(
        &mut self,
        request: SettleRequest,
        repeat_token: Option<String>,
        now: UnixTimestamp,
    ) -> SettlementStep {
        let request = Request {
            request: Box::new(VerifyRequest::new(request.submission)),
            repeat_token,
        };
        let nothing = (Facts::new(), Quorum::of(1));
        match Call::read(request, &self.capabilities, &self.terms, nothing, now) {
            Ok(call) => self.load(Box::new(call)),
            Err(Unread::Ask(request, network, queries)) => {
                self.state = State::Reading(Box::new(request));
                SettlementStep::Ask { network, queries }
            }
            Err(Unread::Refused(draft, refused)) => SettlementStep::Answer(draft.refused(refused)),
        }
    }

    /// The nodes have answered what lookup tables hold, or too few of them have.
    fn read_again(
        &mut self,
        request: Request,
        facts: Facts,
        quorum: Quorum,
        now: UnixTimestamp,
    ) -> SettlementStep {
        let known = (facts, quorum);
        match Call::read(request, &self.capabilities, &self.terms, known, now) {
            Ok(call) => self.load(Box::new(call)),
            Err(Unread::Ask(Request { request, .. }, ..)) => {
                SettlementStep::Answer(Draft::of(&request.submission).no_answer(NO_ANSWER))
            }
            Err(Unread::Refused(draft, refused)) => SettlementStep::Answer(draft.refused(refused)),
        }
    }

    /// Another request or replica was faster, or it is not known whether the rows were written.
    fn load_again(&mut self, mut call: Box<Call>) -> SettlementStep {
        if !call.may_try_again() {
            return no_answer(&call);
        }
        self.load(call)
    }

    /// The same of a reservation: many payments of one lane, or of one batch, may come at a time.
    fn reload(&mut self, mut checks: Box<Checks>) -> SettlementStep {
        if !checks.check.call.may_try_again() {
            return no_answer(&checks.check.call);
        }
        let keys = self.keys(&checks.check.call);
        self.state = State::Reloading(checks);
        SettlementStep::Store(StoreRequest::Load(keys))
    }

    /// Reserves by the rows as they are now, if they say the same of the payment as before.
    fn reloaded(&mut self, checks: Checks, rows: Rows, now: UnixTimestamp) -> SettlementStep {
        let Checks { mut check, quorum } = checks;
        let key = check.call.key;
        if rows.settlement(&key) != check.rows.settlement(&key)
            || now.seconds() >= check.call.deadline
        {
            return self.loaded(Box::new(check.call), rows, now);
        }
        check.rows = rows;
        self.reserve(check, quorum, now)
    }

    /// Reads the rows again, those of a reservation with them: it may be needed.
    fn load(&mut self, call: Box<Call>) -> SettlementStep {
        let keys = self.keys(&call);
        self.state = State::Loading(call);
        SettlementStep::Store(StoreRequest::Load(keys))
    }

    fn keys(&self, call: &Call) -> RowKeys {
        let signers = self.capabilities.signers(call.transfer.network());
        let time = call.deadline.saturating_sub(self.terms.answer_within);
        let begun = UnixTimestamp::new(time).unwrap_or(UnixTimestamp::MAX);
        let mut keys = place::keys(&call.transfer, signers.unwrap_or_default(), begun);
        keys.settlements.push(call.key);
        keys
    }

    fn put(&mut self, call: Box<Call>, rows: Rows, after: After) -> SettlementStep {
        self.state = State::Storing(call, after);
        SettlementStep::Store(StoreRequest::Put { rows, lease: None })
    }

    fn follow(&mut self, call: Box<Call>, transaction: TransactionKey) -> SettlementStep {
        self.state = State::Following(call);
        let millis = self.terms.poll_millis;
        SettlementStep::Follow {
            transaction,
            millis,
        }
    }

    /// Goes on from the rows.
    fn loaded(&mut self, call: Box<Call>, rows: Rows, now: UnixTimestamp) -> SettlementStep {
        let Some(row) = rows.settlement(&call.key).cloned() else {
            return self.check(call, rows, now);
        };
        if row.is_settled() {
            return self.settled(call, &row, now);
        }
        match (row.state, &row.transaction) {
            (SettlementState::Open | SettlementState::Paid, Some(key)) => {
                if now.seconds() < call.deadline {
                    return self.follow(call, key.clone());
                }
                self.give_up(call, &rows, key, now)
            }
            // A message that has ended lands no more, and nothing tells by whom it did before.
            (SettlementState::Unresolved, Some(TransactionKey::Message { .. })) => {
                SettlementStep::Answer(call.draft.ended(&row, &rows))
            }
            (SettlementState::NotPaidLive | SettlementState::Abandoned, _) if call.has_reserved => {
                SettlementStep::Answer(call.draft.ended(&row, &rows))
            }
            (
                SettlementState::Open
                | SettlementState::Paid
                | SettlementState::PaidByOther
                | SettlementState::Unresolved
                | SettlementState::NotPaidLive
                | SettlementState::Abandoned,
                _,
            ) => self.check(call, rows, now),
            (
                SettlementState::Reversed | SettlementState::NotPaidDead | SettlementState::Short,
                _,
            ) => SettlementStep::Answer(call.draft.ended(&row, &rows)),
        }
    }

    /// The time for an answer is over. A pending answer needs the hash of an attempt: without one,
    /// the payment is given up, if nothing is signed for it meanwhile.
    fn give_up(
        &mut self,
        call: Box<Call>,
        rows: &Rows,
        key: &TransactionKey,
        now: UnixTimestamp,
    ) -> SettlementStep {
        // What an earlier transaction had in it can still land: the reservation goes on.
        let earlier = rows.settlement(&call.key).and_then(|row| row.ended);
        if let Some(hash) = newest_hash(rows, &call.key).or(earlier) {
            return SettlementStep::Answer(call.draft.pending(hash));
        }
        match rows.transaction(key) {
            Some(row) if row.state == TransactionState::Reserved => {
                let mut change = Change::new(rows, now);
                change.leave(row, &[call.key]);
                let mut call = call;
                call.has_reserved = true;
                let rows = change.rows;
                self.put(call, rows, After::Load)
            }
            _ => no_answer(&call),
        }
    }

    /// The payment is proven at its level.
    fn settled(
        &mut self,
        call: Box<Call>,
        row: &SettlementRow,
        now: UnixTimestamp,
    ) -> SettlementStep {
        let is_same_server = call.repeat_token.is_some() && call.repeat_token == row.repeat_token;
        if row.reported {
            let answer = if is_same_server {
                call.draft.paid(row)
            } else {
                call.draft.duplicate(row)
            };
            return SettlementStep::Answer(answer);
        }
        let mut next = row.next(now);
        next.reported = true;
        let rows = Rows {
            settlements: vec![next.clone()],
            ..Rows::default()
        };
        self.put(call, rows, After::Paid(Box::new(next)))
    }

    fn stored(&mut self, call: Box<Call>, after: After) -> SettlementStep {
        match after {
            After::Paid(row) => SettlementStep::Answer(call.draft.paid(&row)),
            After::Unresolved(Some(hash)) => SettlementStep::Answer(call.draft.pending(hash)),
            After::Unresolved(None) => SettlementStep::Answer(call.draft.used()),
            After::Load => self.load(call),
        }
    }

    fn check(&mut self, call: Box<Call>, rows: Rows, now: UnixTimestamp) -> SettlementStep {
        let signers = self.capabilities.signers(call.transfer.network());
        let signers = signers.unwrap_or_default();
        let extra = place::queries(&call.transfer, signers, &self.terms);
        match Check::begin(*call, rows, &self.capabilities, extra, now) {
            (check, Checked::Ask(queries)) => {
                let step = ask(&check.call, queries);
                self.state = State::Checking(Box::new(check));
                step
            }
            (check, Checked::Refused(refused)) => {
                SettlementStep::Answer(check.call.draft.refused(refused))
            }
            (check, _) => no_answer(&check.call),
        }
    }

    fn checked(
        &mut self,
        mut check: Box<Check>,
        facts: Facts,
        quorum: Quorum,
        now: UnixTimestamp,
    ) -> SettlementStep {
        match check.judge(facts, quorum, now) {
            Checked::Ask(queries) => {
                let step = ask(&check.call, queries);
                self.state = State::Checking(check);
                step
            }
            Checked::Refused(refused) => SettlementStep::Answer(check.call.draft.refused(refused)),
            Checked::MayLand(message) => {
                SettlementStep::Answer(check.call.draft.may_land(&message))
            }
            Checked::Dead(rows) => {
                let Check { call, .. } = *check;
                self.put(Box::new(call), rows, After::Load)
            }
            Checked::Undecided => no_answer(&check.call),
            Checked::Used => {
                let newest = newest_block(&check.facts, quorum);
                let row = self.row(&check, quorum, now);
                let Check { call, .. } = *check;
                match (newest, row) {
                    (Some(newest), Some(row)) => {
                        self.searched(Box::new(call), Box::new(Search::new(row, newest)), None)
                    }
                    _ => no_answer(&call),
                }
            }
            Checked::Good => self.reserve(*check, quorum, now),
        }
    }

    /// The payment's row as it is to be written next.
    fn row(&self, check: &Check, quorum: Quorum, now: UnixTimestamp) -> Option<SettlementRow> {
        let facts = (&check.facts, quorum);
        match check.rows.settlement(&check.call.key) {
            Some(row) => Some(row.next(now)),
            None => check
                .call
                .new_row(&self.capabilities, &self.terms, facts, now),
        }
    }

    fn reserve(&mut self, check: Check, quorum: Quorum, now: UnixTimestamp) -> SettlementStep {
        let Some(mut row) = self.row(&check, quorum, now) else {
            return no_answer(&check.call);
        };
        // A server that comes again after an abandoned settlement has a name of its own for it.
        row.repeat_token.clone_from(&check.call.repeat_token);
        let Check {
            call, rows, facts, ..
        } = &check;
        let signers = self.capabilities.signers(call.transfer.network());
        let signers = signers.unwrap_or_default();
        let facts = (facts, quorum);
        match place::reserve(row, &call.transfer, signers, rows, facts, &self.terms, now) {
            Reservation::Put(rows, key) => {
                let checks = Box::new(Checks { check, quorum });
                self.state = State::Reserving(checks, key);
                SettlementStep::Store(StoreRequest::Put { rows, lease: None })
            }
            Reservation::OverLimit(message) => {
                SettlementStep::Answer(match rows.settlement(&call.key) {
                    Some(row) if row.state != SettlementState::Abandoned => {
                        call.draft.may_land(message)
                    }
                    _ => call.draft.over_limit(message),
                })
            }
            Reservation::Unknown => no_answer(call),
        }
    }

    fn searched(
        &mut self,
        call: Box<Call>,
        mut search: Box<Search>,
        answered: Option<(Facts, Quorum)>,
    ) -> SettlementStep {
        let found = match answered {
            Some((facts, quorum)) => search.judge(facts, quorum),
            None => search.begin(),
        };
        match found {
            Found::Ask(queries) => {
                let step = ask(&call, queries);
                self.state = State::Searching(call, search);
                step
            }
            Found::Row(row) => {
                // The next request searches again, and not this one.
                let after = match row.state {
                    SettlementState::Unresolved => After::Unresolved(row.ended),
                    _ => After::Load,
                };
                let rows = Rows {
                    settlements: vec![*row],
                    ..Rows::default()
                };
                self.put(call, rows, after)
            }
            Found::Unknown => no_answer(&call),
            Found::NotFinal => SettlementStep::Answer(match search.row.ended {
                Some(hash) => call.draft.pending(hash),
                None => call.draft.used(),
            }),
        }
    }
}

fn ask(call: &Call, queries: Vec<Query>) -> SettlementStep {
    let network = call.transfer.network().clone();
    SettlementStep::Ask { network, queries }
}

fn no_answer(call: &Call) -> SettlementStep {
    SettlementStep::Answer(call.draft.no_answer(NO_ANSWER))
}

const NO_ANSWER: &str = "the store or the chain's nodes did not answer: ask again";
