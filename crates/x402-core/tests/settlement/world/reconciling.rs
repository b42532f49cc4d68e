//! The settlements that replicas reconcile.

use std::sync::Arc;

use x402_core::facilitator::{
    Reconciliation, ReconciliationEvent, ReconciliationStep, RowKeys, SettlementKey, SettlementRow,
};

use super::{World, steps::mutate};
use crate::{
    faults::Faults as _,
    node::{Nodes, ask},
    replica::Reconciling,
    setup::Setup,
};

impl World {
    /// The steps of the replica's reconciliation.
    pub(super) fn reconcile(&self, index: usize, setup: &Setup, next: &mut Vec<(String, Self)>) {
        if !setup.reconciles {
            return;
        }
        let Some(reconciling) = &self.replicas[index].reconciliation else {
            for row in self.store.settlements.values().filter(|row| row.is_due()) {
                let world = self.reconciling(index, &row.key, setup);
                next.push((format!("{index} takes up a settlement"), world));
            }
            return;
        };
        let now = self.now();
        match &reconciling.step {
            ReconciliationStep::Store(request) => {
                for (name, answer, world) in self.stores(request, setup) {
                    let event = ReconciliationEvent::Stored { answer, now };
                    next.push((
                        format!("{index} puts for a settlement: {name}"),
                        world.reconciled(index, event),
                    ));
                }
            }
            ReconciliationStep::Ask { queries, .. } => {
                for (nodes, world) in self.rounds(Nodes::Honest, setup.nodes) {
                    let facts = ask(&world.chain, queries, nodes);
                    let (facts, quorum) = mutate(setup, facts, &world.chain);
                    let event = ReconciliationEvent::Answered { facts, quorum, now };
                    next.push((
                        format!("{index} asks for a settlement: {nodes:?}"),
                        world.reconciled(index, event),
                    ));
                }
            }
            ReconciliationStep::Done => unreachable!("it was dropped"),
        }
    }

    /// Begins to reconcile a settlement.
    pub(crate) fn reconciling(&self, index: usize, key: &SettlementKey, setup: &Setup) -> Self {
        let row = SettlementRow::clone(&self.store.settlements[key]);
        let (capabilities, terms) = (setup.capabilities.clone(), setup.terms.clone());
        let machine = Reconciliation::new(capabilities, terms, row);
        let now = self.now();
        self.looked(index, machine, ReconciliationEvent::Begun { now })
    }

    /// Gives the replica's reconciliation an event.
    fn reconciled(&self, index: usize, event: ReconciliationEvent) -> Self {
        let reconciling = self.replicas[index].reconciliation.as_ref().unwrap();
        let Reconciling { machine, .. } = Reconciling::clone(reconciling);
        self.looked(index, machine, event)
    }

    fn looked(&self, index: usize, machine: Reconciliation, event: ReconciliationEvent) -> Self {
        let mut world = self.clone();
        let load = |keys: &RowKeys| self.store.load(keys);
        let reconciling = Reconciling::advance(machine, event, load, self.now());
        world.replicas[index].reconciliation = reconciling.map(Arc::new);
        world
    }
}
