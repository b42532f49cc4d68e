//! The transactions that replicas drive.

use std::sync::Arc;

use x402_core::{
    chain::{Answer, EvmQuery, Fact, NodeId, Sent, Value},
    evm::SigningKey,
    facilitator::{
        Broadcast, BroadcastEvent, BroadcastStep, RowKeys, StoreRequest, TransactionKey,
    },
};

use super::{World, steps::mutate};
use crate::{
    faults::Faults as _,
    mutants::Mutant,
    node::{Nodes, ask},
    payment::sign,
    replica::Driving,
    setup::{COLLECTS, Setup},
};

impl World {
    /// The steps of the replica's transaction.
    pub(super) fn drive(&self, index: usize, setup: &Setup, next: &mut Vec<(String, Self)>) {
        let Some(driving) = &self.replicas[index].broadcast else {
            for (key, row) in &self.store.transactions {
                if !row.state.is_ended() {
                    let world = self.woke(index, key, setup);
                    if world != *self {
                        next.push((
                            format!("{index} goes on with {}", key.nonce().unwrap()),
                            world,
                        ));
                    }
                }
            }
            return;
        };
        let now = self.now();
        match &driving.step {
            BroadcastStep::Store(request) => {
                for (name, answer, world) in self.stores(request, setup) {
                    let event = BroadcastEvent::Stored { answer, now };
                    next.push((
                        format!("{index} puts: {name}"),
                        world.driven(index, event, setup),
                    ));
                }
            }
            BroadcastStep::Ask { queries, .. } => {
                for (nodes, world) in self.rounds(Nodes::Honest, setup.nodes) {
                    let facts = ask(&world.chain, queries, nodes);
                    let (facts, quorum) = mutate(setup, facts, &world.chain);
                    let event = BroadcastEvent::Answered { facts, quorum, now };
                    next.push((
                        format!("{index} asks: {nodes:?}"),
                        world.driven(index, event, setup),
                    ));
                }
            }
            BroadcastStep::Sign { digest, .. } => {
                let event = |signature| BroadcastEvent::Signed { signature, now };
                let signed = event(Some(sign(digest)));
                next.push((format!("{index} signs"), self.driven(index, signed, setup)));
                if let Some(world) = self.spending(|budget| &mut budget.refused_signatures) {
                    let other = SigningKey::from_bytes(&[0x33; 32]).unwrap().sign(digest);
                    let none = world.driven(index, event(None), setup);
                    let others = world.driven(index, event(Some(other)), setup);
                    next.push((format!("{index} gets no signature"), none));
                    next.push((format!("{index} gets another key's signature"), others));
                }
            }
            BroadcastStep::Send { raw, .. } => {
                for (name, world) in self.sends(raw.as_bytes()) {
                    let fact = Fact {
                        query: EvmQuery::Send(raw.clone()).into(),
                        answer: Answer::Value(Value::Sent(Sent::InsufficientFunds)),
                        at: None,
                        from: NodeId(1),
                    };
                    let facts = self.chain.is_dry.then_some(fact).into_iter().collect();
                    let event = BroadcastEvent::Sent { facts };
                    next.push((
                        format!("{index} sends: {name}"),
                        world.driven(index, event, setup),
                    ));
                }
            }
            BroadcastStep::SignMessage { .. } => panic!("a message"),
            BroadcastStep::Wait { .. } => next.push((
                format!("{index} has collected"),
                self.driven(index, BroadcastEvent::Woke, setup),
            )),
            BroadcastStep::Done => unreachable!("it was dropped"),
        }
    }

    /// Begins to drive a transaction.
    pub(crate) fn woke(&self, index: usize, key: &TransactionKey, setup: &Setup) -> Self {
        let mut world = self.clone();
        let machine = Driving::begin(index, key, &setup.terms);
        world.replicas[index].broadcast = world.step(machine, BroadcastEvent::Woke, setup);
        world
    }

    /// Gives the replica's transaction an event.
    pub(crate) fn driven(&self, index: usize, event: BroadcastEvent, setup: &Setup) -> Self {
        let mut world = self.clone();
        let Driving { machine, .. } =
            Driving::clone(self.replicas[index].broadcast.as_ref().unwrap());
        world.replicas[index].broadcast = world.step(machine, event, setup);
        world
    }

    /// Drops a machine that waits: it keeps nothing but that it has waited for payments to join.
    fn step(
        &mut self,
        machine: Broadcast,
        event: BroadcastEvent,
        setup: &Setup,
    ) -> Option<Arc<Driving>> {
        let load = |keys: &RowKeys| {
            let mut rows = self.store.load(keys);
            if let Some(mutant) = setup.mutant {
                mutant.loads(&mut rows);
            }
            rows
        };
        let driving = Driving::advance(machine, event, load, self.now());
        match &driving.step {
            BroadcastStep::Store(StoreRequest::Put { rows, .. })
                if setup.mutant == Some(Mutant::SendBeforeStore) =>
            {
                for attempt in &rows.attempts {
                    self.chain.send(attempt.raw.as_bytes(), false);
                }
            }
            BroadcastStep::Wait { millis } if *millis == COLLECTS => {}
            BroadcastStep::Wait { .. } | BroadcastStep::Done => return None,
            _ => {}
        }
        Some(Arc::new(driving))
    }
}
