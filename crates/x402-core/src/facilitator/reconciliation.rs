//! One settlement that no transaction carries, and what becomes of it without a request.

mod look;
mod stage;
mod step;

use alloc::{boxed::Box, sync::Arc, vec, vec::Vec};
use core::mem;

use self::look::{Look, Seen};
pub use self::{
    stage::{ReconciliationOutOfTurn, ReconciliationStage},
    step::{ReconciliationEvent, ReconciliationStep},
};
use super::{
    Capabilities, RowKeys, Rows, SettlementKey, SettlementRow, SettlementState, Sponsorship,
    StoreAnswer, StoreRequest,
    search::{Found, Search},
    settlement::reserve::{self, Reservation},
};
use crate::{
    chain::{Facts, Query, Quorum},
    network::Network,
    timestamp::UnixTimestamp,
};

/// One step of a settlement that [is due](SettlementRow::is_due): no transaction carries it, and
/// no request may come for it.
///
/// A store's [`ClaimDue`](StoreRequest::ClaimDue) names such settlements. [`advance`](Self::advance)
/// takes what happened and returns what to do next, until [`ReconciliationStep::Done`]. A
/// settlement that is still due then is claimed again when its lease has lapsed. It holds to this:
///
/// - What is unused and in time gets a new transaction, within the limits of a new request, which a
///   [`Broadcast`](super::Broadcast) drives.
/// - What is used is searched for: another party may have made the payment.
/// - A payment by another party's transaction is followed until that is final. If its block is
///   replaced, the settlement is open again.
/// - What expired unused at a finalized block is dead, and reversed if it was reported as paid.
#[derive(Clone, Debug, Eq, Hash, PartialEq)]
pub struct Reconciliation {
    capabilities: Arc<Capabilities>,
    terms: Arc<Sponsorship>,
    key: SettlementKey,
    network: Network,
    state: State,
}

#[derive(Clone, Debug, Eq, Hash, PartialEq)]
enum State {
    Start(Box<SettlementRow>),
    Loading,
    Looking(Box<Look>),
    Searching(Box<Search>),
    Storing,
    Done,
}

impl Reconciliation {
    /// The reconciliation of a settlement that a claim gave; it waits for
    /// [`ReconciliationEvent::Begun`].
    #[must_use]
    pub fn new(
        capabilities: Arc<Capabilities>,
        terms: Arc<Sponsorship>,
        row: SettlementRow,
    ) -> Self {
        Self {
            capabilities,
            terms,
            key: row.key,
            network: row.network.clone(),
            state: State::Start(Box::new(row)),
        }
    }

    /// The settlement.
    #[must_use]
    pub fn key(&self) -> SettlementKey {
        self.key
    }

    /// What the reconciliation waits for.
    #[must_use]
    pub fn stage(&self) -> ReconciliationStage {
        match &self.state {
            State::Start(_) => ReconciliationStage::Start,
            State::Loading => ReconciliationStage::Loading,
            State::Looking(_) => ReconciliationStage::Looking,
            State::Searching(_) => ReconciliationStage::Searching,
            State::Storing => ReconciliationStage::Storing,
            State::Done => ReconciliationStage::Done,
        }
    }

    /// Takes what happened and returns what to do next.
    ///
    /// # Errors
    ///
    /// The reconciliation does not wait for this event; it still waits for what it waited for.
    pub fn advance(
        &mut self,
        event: ReconciliationEvent,
    ) -> Result<ReconciliationStep, ReconciliationOutOfTurn> {
        Ok(match (mem::replace(&mut self.state, State::Done), event) {
            (State::Start(row), ReconciliationEvent::Begun { now }) => self.load(&row, now),
            (State::Loading, ReconciliationEvent::Stored { answer, .. }) => match answer {
                StoreAnswer::Rows(rows) => self.look(rows),
                _ => ReconciliationStep::Done,
            },
            (State::Looking(look), ReconciliationEvent::Answered { facts, quorum, now }) => {
                self.seen(look, facts, quorum, now)
            }
            (State::Searching(search), ReconciliationEvent::Answered { facts, quorum, .. }) => {
                self.searched(search, Some((facts, quorum)))
            }
            // Whatever the store answers: the next claim goes on from its rows.
            (State::Storing, ReconciliationEvent::Stored { .. }) => ReconciliationStep::Done,
            (state, event) => {
                self.state = state;
                return Err(ReconciliationOutOfTurn {
                    stage: self.stage(),
                    event: event.name(),
                });
            }
        })
    }

    /// Reads the settlement, and what a new reservation is decided from.
    fn load(&mut self, row: &SettlementRow, now: UnixTimestamp) -> ReconciliationStep {
        let Some(transfer) = row.expected_transfer() else {
            return ReconciliationStep::Done;
        };
        let signers = self.capabilities.signers(&self.network);
        let mut keys: RowKeys = reserve::keys(&transfer, signers.unwrap_or_default(), now);
        keys.settlements.push(self.key);
        self.state = State::Loading;
        ReconciliationStep::Store(StoreRequest::Load(keys))
    }

    fn look(&mut self, rows: Rows) -> ReconciliationStep {
        let signers = self.capabilities.signers(&self.network);
        let look = Look::new(rows, &self.key, signers.unwrap_or_default(), &self.terms);
        match look {
            Some((look, queries)) => {
                self.state = State::Looking(Box::new(look));
                self.ask(queries)
            }
            None => ReconciliationStep::Done,
        }
    }

    fn seen(
        &mut self,
        mut look: Box<Look>,
        facts: Facts,
        quorum: Quorum,
        now: UnixTimestamp,
    ) -> ReconciliationStep {
        match look.judge(facts, quorum, &self.terms, now) {
            Seen::Ask(queries) => {
                self.state = State::Looking(look);
                self.ask(queries)
            }
            Seen::Put(rows) => self.put(rows),
            Seen::Used(newest) => {
                let search = Search::new(look.row.next(now), newest);
                self.searched(Box::new(search), None)
            }
            Seen::Unused => self.reserve(&look, quorum, now),
            Seen::Nothing => ReconciliationStep::Done,
        }
    }

    fn reserve(&mut self, look: &Look, quorum: Quorum, now: UnixTimestamp) -> ReconciliationStep {
        let Some(transfer) = look.row.expected_transfer() else {
            return ReconciliationStep::Done;
        };
        let (row, facts) = (look.row.next(now), (&look.facts, quorum));
        let signers = self.capabilities.signers(&self.network);
        let signers = signers.unwrap_or_default();
        let terms = &self.terms;
        match reserve::reserve(row, &transfer, signers, &look.rows, facts, terms, now) {
            Reservation::Put(rows, _) => self.put(rows),
            Reservation::OverLimit(_) | Reservation::Unknown => ReconciliationStep::Done,
        }
    }

    fn searched(
        &mut self,
        mut search: Box<Search>,
        answered: Option<(Facts, Quorum)>,
    ) -> ReconciliationStep {
        let before = search.row();
        let was_unresolved = before.state == SettlementState::Unresolved;
        let is_given_up = before.is_given_up(before.updated);
        let found = match answered {
            Some((facts, quorum)) => search.judge(facts, quorum),
            None => search.begin(),
        };
        match found {
            Found::Ask(queries) => {
                self.state = State::Searching(search);
                self.ask(queries)
            }
            // It is not written again and again that nothing is found.
            Found::Row(row)
                if was_unresolved && !is_given_up && row.state == SettlementState::Unresolved =>
            {
                ReconciliationStep::Done
            }
            Found::Row(row) => self.put(Rows {
                settlements: vec![*row],
                ..Rows::default()
            }),
            Found::Unknown | Found::NotFinal => ReconciliationStep::Done,
        }
    }

    fn put(&mut self, rows: Rows) -> ReconciliationStep {
        self.state = State::Storing;
        ReconciliationStep::Store(StoreRequest::Put { rows, lease: None })
    }

    fn ask(&self, queries: Vec<Query>) -> ReconciliationStep {
        let network = self.network.clone();
        ReconciliationStep::Ask { network, queries }
    }
}
