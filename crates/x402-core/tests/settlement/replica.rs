//! A process of the facilitator's, and the machines that it advances.

use std::{
    hash::{Hash, Hasher},
    sync::Arc,
};

use x402_core::{
    UnixTimestamp,
    facilitator::{
        Broadcast, BroadcastEvent, BroadcastStep, Lease, Reconciliation, ReconciliationEvent,
        ReconciliationStep, RowKeys, Rows, Settlement, SettlementEvent, SettlementStep,
        Sponsorship, StoreAnswer, StoreRequest, TransactionKey,
    },
};

/// A process of the facilitator's.
#[derive(Clone, Debug, Default, Eq, Hash, PartialEq)]
pub(crate) struct Replica {
    pub(crate) call: Option<Arc<Serving>>,
    pub(crate) broadcast: Option<Arc<Driving>>,
    pub(crate) reconciliation: Option<Arc<Reconciling>>,
}

/// A request that is being served.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(crate) struct Serving {
    pub(crate) payment: usize,
    pub(crate) machine: Settlement,
    pub(crate) step: SettlementStep,
}

/// The step follows from the machine and what it was told.
impl Hash for Serving {
    fn hash<H: Hasher>(&self, state: &mut H) {
        (self.payment, &self.machine).hash(state);
        match &self.step {
            SettlementStep::Answer(answer) => answer.response.to_string().hash(state),
            SettlementStep::Store(request) => request.hash(state),
            SettlementStep::Ask { queries, .. } => queries.hash(state),
            SettlementStep::Follow { transaction, .. } => transaction.hash(state),
        }
    }
}

/// A transaction that is being driven.
#[derive(Clone, Debug, Eq, Hash, PartialEq)]
pub(crate) struct Driving {
    pub(crate) machine: Broadcast,
    pub(crate) step: BroadcastStep,
}

/// A settlement that is being reconciled.
#[derive(Clone, Debug, Eq, Hash, PartialEq)]
pub(crate) struct Reconciling {
    pub(crate) machine: Reconciliation,
    pub(crate) step: ReconciliationStep,
}

/// Gives a machine an event, and carries out loads at once: a snapshot has no interleavings.
macro_rules! advance {
    ($machine:expr, $event:expr, $load:expr, $now:expr, $step:ident, $events:ident) => {{
        let now = $now;
        let mut step = $machine.advance($event).unwrap();
        while let $step::Store(StoreRequest::Load(keys)) = &step {
            let answer = StoreAnswer::Rows($load(keys));
            step = $machine.advance($events::Stored { answer, now }).unwrap();
        }
        step
    }};
}

impl Serving {
    /// Gives the machine of a request an event.
    pub(crate) fn advance(
        payment: usize,
        mut machine: Settlement,
        event: SettlementEvent,
        load: impl Fn(&RowKeys) -> Rows,
        now: UnixTimestamp,
    ) -> Self {
        let step = advance!(machine, event, load, now, SettlementStep, SettlementEvent);
        Self {
            payment,
            machine,
            step,
        }
    }
}

impl Driving {
    /// The machine of a transaction, as a replica begins to drive it.
    pub(crate) fn begin(index: usize, key: &TransactionKey, terms: &Arc<Sponsorship>) -> Broadcast {
        let lease = Lease {
            owner: format!("{index}"),
            millis: 1_000,
        };
        Broadcast::new(terms.clone(), key.clone(), lease)
    }

    /// Gives the machine of a transaction an event.
    pub(crate) fn advance(
        mut machine: Broadcast,
        event: BroadcastEvent,
        load: impl Fn(&RowKeys) -> Rows,
        now: UnixTimestamp,
    ) -> Self {
        let step = advance!(machine, event, load, now, BroadcastStep, BroadcastEvent);
        Self { machine, step }
    }
}

impl Reconciling {
    /// Gives the machine of a settlement an event; `None` if it is done.
    pub(crate) fn advance(
        mut machine: Reconciliation,
        event: ReconciliationEvent,
        load: impl Fn(&RowKeys) -> Rows,
        now: UnixTimestamp,
    ) -> Option<Self> {
        let step = advance!(
            machine,
            event,
            load,
            now,
            ReconciliationStep,
            ReconciliationEvent
        );
        (step != ReconciliationStep::Done).then_some(Self { machine, step })
    }
}
