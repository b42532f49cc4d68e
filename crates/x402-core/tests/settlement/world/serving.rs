//! The requests that replicas serve.

use std::sync::Arc;

use x402_core::facilitator::{RowKeys, Settlement, SettlementEvent, SettlementStep};

use super::{World, steps::mutate};
use crate::{
    faults::Faults as _,
    node::{Nodes, ask},
    payment::request,
    replica::Serving,
    setup::Setup,
};

impl World {
    /// The steps of the replica's request.
    pub(super) fn serve(&self, index: usize, setup: &Setup, next: &mut Vec<(String, Self)>) {
        let Some(serving) = &self.replicas[index].call else {
            for (payment, payer) in self.payers.iter().enumerate() {
                if payer.is_open(self.budget.requests) {
                    let mut world = self.clone();
                    world.begin(index, payment, setup);
                    next.push((format!("{index} gets a request for {payment}"), world));
                }
            }
            return;
        };
        let now = self.now();
        match &serving.step {
            SettlementStep::Store(request) => {
                for (name, answer, world) in self.stores(request, setup) {
                    let event = SettlementEvent::Stored { answer, now };
                    next.push((
                        format!("{index} puts for a request: {name}"),
                        world.told(index, event, setup),
                    ));
                }
            }
            SettlementStep::Ask { queries, .. } => {
                for (nodes, world) in self.rounds(Nodes::Honest, setup.nodes) {
                    let facts = ask(&world.chain, queries, nodes);
                    let (facts, quorum) = mutate(setup, facts, &world.chain);
                    let event = SettlementEvent::Answered { facts, quorum, now };
                    let world = world.told(index, event, setup);
                    next.push((format!("{index} asks for a request: {nodes:?}"), world));
                }
            }
            SettlementStep::Follow { .. } => {
                let event = SettlementEvent::Woke { now };
                next.push((
                    format!("{index} looks after a request"),
                    self.told(index, event, setup),
                ));
            }
            SettlementStep::Answer(answer) => {
                let payment = serving.payment;
                next.extend(self.answers(index, payment, answer, setup.payments));
            }
        }
    }

    pub(crate) fn begin(&mut self, index: usize, payment: usize, setup: &Setup) {
        self.payers[payment].ask();
        let machine = Settlement::new(setup.capabilities.clone(), setup.terms.clone());
        let event = SettlementEvent::Request {
            request: Box::new(request(setup.kind, payment, setup.last_block)),
            repeat_token: Some(format!("{payment:032}")),
            now: self.now(),
        };
        let serving = self.settle(payment, machine, event, setup);
        self.replicas[index].call = Some(Arc::new(serving));
    }

    /// Gives the replica's request an event.
    pub(crate) fn told(&self, index: usize, event: SettlementEvent, setup: &Setup) -> Self {
        let mut world = self.clone();
        let Serving {
            payment, machine, ..
        } = Serving::clone(self.replicas[index].call.as_ref().unwrap());
        let serving = world.settle(payment, machine, event, setup);
        world.replicas[index].call = Some(Arc::new(serving));
        world
    }

    fn settle(
        &self,
        payment: usize,
        machine: Settlement,
        event: SettlementEvent,
        setup: &Setup,
    ) -> Serving {
        let load = |keys: &RowKeys| {
            let mut rows = self.store.load(keys);
            if let Some(mutant) = setup.mutant {
                mutant.loads_for_request(&mut rows);
            }
            rows
        };
        let mut serving = Serving::advance(payment, machine, event, load, self.now());
        if let (Some(mutant), SettlementStep::Answer(answer)) = (setup.mutant, &mut serving.step) {
            mutant.answers(answer);
        }
        serving
    }
}
