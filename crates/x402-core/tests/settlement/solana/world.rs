//! The whole: Solana, the store, replicas that can be killed at any step, and payers.

use std::{collections::BTreeSet, sync::Arc};

use x402_core::{
    UnixTimestamp,
    chain::{Facts, Quorum},
    facilitator::{
        Broadcast, BroadcastEvent, BroadcastStep, RowKeys, Settlement, SettlementEvent,
        SettlementStep, StoreAnswer, StoreRequest, TransactionKey,
    },
};

use super::{
    chain::Chain,
    mutants::Mutant,
    node::{Nodes, ask},
    payment::{request, sign, sign_falsely},
    setup::Setup,
};
use crate::{
    faults::{Faults, Parts},
    payer::Payer,
    replica::{Driving, Replica, Serving},
    setup::Budget,
    store::Store,
};

#[derive(Clone, Debug, Eq, Hash, PartialEq)]
pub(crate) struct World {
    pub(crate) chain: Chain,
    pub(crate) store: Store,
    pub(crate) replicas: Vec<Replica>,
    pub(crate) payers: Vec<Payer>,
    pub(crate) budget: Budget,
    /// Which of the payer's acts are done.
    pub(crate) done: BTreeSet<usize>,
}

impl Faults for World {
    fn parts(&mut self) -> Parts<'_> {
        let Self {
            replicas,
            payers,
            budget,
            ..
        } = self;
        Parts {
            replicas,
            payers,
            budget,
        }
    }
}

/// What can follow, with what happens in words.
type Next = Vec<(String, World)>;

impl World {
    pub(crate) fn new(setup: &Setup) -> Self {
        Self {
            chain: Chain::new(),
            store: Store::default(),
            replicas: vec![Replica::default(); setup.replicas],
            payers: vec![Payer::default(); setup.payments],
            budget: setup.budget,
            done: BTreeSet::new(),
        }
    }

    /// Whether no replica has anything under way.
    pub(crate) fn is_idle(&self) -> bool {
        let mut replicas = self.replicas.iter();
        replicas.all(|replica| *replica == Replica::default())
    }

    fn now(&self) -> UnixTimestamp {
        UnixTimestamp::new(self.chain.now()).unwrap()
    }

    /// Every state that can follow.
    pub(crate) fn next(&self, setup: &Setup) -> Next {
        let mut next = Vec::new();
        for index in 0..self.replicas.len() {
            self.serve(index, setup, &mut next);
            self.drive(index, setup, &mut next);
            if self.replicas[index] != Replica::default()
                && let Some(mut world) = self.spending(|budget| &mut budget.crashes)
            {
                world.crash(index);
                next.push((format!("{index} crashes"), world));
            }
        }
        for signature in &self.chain.late {
            let mut world = self.clone();
            world.chain.late.remove(signature);
            world
                .chain
                .send(&self.chain.transactions[signature].clone(), false);
            next.push(("a late sending arrives".into(), world));
        }
        self.mine(setup, &mut next);
        next
    }

    fn mine(&self, setup: &Setup, next: &mut Next) {
        if self.chain.height() >= setup.height {
            return;
        }
        let all = self.chain.ready();
        for (index, other) in setup.others.iter().enumerate() {
            if !self.done.contains(&index) {
                let mut world = self.clone();
                world.chain.mine(Vec::new(), vec![*other]);
                world.done.insert(index);
                next.push((format!("a block: empty {other:?}"), world));
            }
        }
        if !all.is_empty()
            && let Some(mut world) = self.spending(|budget| &mut budget.empty_blocks)
        {
            world.chain.mine(Vec::new(), Vec::new());
            next.push(("an empty block".into(), world));
        }
        let mut world = self.clone();
        world.chain.mine(all, Vec::new());
        next.push(("a block: all".into(), world));
        for keeps in [true, false] {
            if self.chain.height() > setup.fork + 1
                && let Some(mut world) = self.spending(|budget| &mut budget.reorganisations)
            {
                world.chain.fork(setup.fork, keeps);
                next.push((format!("a fork, keeping: {keeps}"), world));
            }
        }
    }

    /// The steps of the replica's request.
    fn serve(&self, index: usize, setup: &Setup, next: &mut Next) {
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
                    let name = format!("{index} puts for a request: {name}");
                    next.push((name, world.told(index, event, setup)));
                }
            }
            SettlementStep::Ask { queries, .. } => {
                for (nodes, world) in self.rounds(Nodes::Honest, setup.nodes) {
                    let facts = mutate(setup, ask(&world.chain, queries, nodes), &world.chain);
                    let quorum = Quorum::of(3);
                    let event = SettlementEvent::Answered { facts, quorum, now };
                    let name = format!("{index} asks for a request: {nodes:?}");
                    next.push((name, world.told(index, event, setup)));
                }
            }
            SettlementStep::Follow { .. } => {
                let world = self.told(index, SettlementEvent::Woke { now }, setup);
                next.push((format!("{index} looks after a request"), world));
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
            request: Box::new(request(payment, setup.born)),
            repeat_token: Some(format!("{payment:032}")),
            now: self.now(),
        };
        let serving = self.settle(payment, machine, event, setup);
        self.replicas[index].call = Some(Arc::new(serving));
    }

    /// Gives the replica's request an event.
    fn told(&self, index: usize, event: SettlementEvent, setup: &Setup) -> Self {
        let mut world = self.clone();
        let call = self.replicas[index].call.as_ref().unwrap();
        let Serving {
            payment, machine, ..
        } = Serving::clone(call);
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
        let load = |keys: &RowKeys| self.store.load(keys);
        let mut serving = Serving::advance(payment, machine, event, load, self.now());
        if let (Some(mutant), SettlementStep::Answer(answer)) = (setup.mutant, &mut serving.step) {
            mutant.answers(answer);
        }
        serving
    }

    /// The steps of the replica's transaction.
    fn drive(&self, index: usize, setup: &Setup, next: &mut Next) {
        let Some(driving) = &self.replicas[index].broadcast else {
            for (number, (key, row)) in self.store.transactions.iter().enumerate() {
                if !row.state.is_ended() {
                    let world = self.woke(index, key, setup);
                    if world != *self {
                        next.push((format!("{index} goes on with {number}"), world));
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
                    let name = format!("{index} puts: {name}");
                    next.push((name, world.driven(index, event, setup)));
                }
            }
            BroadcastStep::Ask { queries, .. } => {
                for (nodes, world) in self.rounds(Nodes::Honest, setup.nodes) {
                    let facts = mutate(setup, ask(&world.chain, queries, nodes), &world.chain);
                    let quorum = Quorum::of(3);
                    let event = BroadcastEvent::Answered { facts, quorum, now };
                    let name = format!("{index} asks: {nodes:?}");
                    next.push((name, world.driven(index, event, setup)));
                }
            }
            BroadcastStep::SignMessage { message, .. } => {
                let event = |signature| BroadcastEvent::MessageSigned { signature, now };
                let signed = self.driven(index, event(Some(sign(message))), setup);
                next.push((format!("{index} signs"), signed));
                if let Some(world) = self.spending(|budget| &mut budget.refused_signatures) {
                    let none = world.driven(index, event(None), setup);
                    next.push((format!("{index} gets no signature"), none));
                    let others = event(Some(sign_falsely(message)));
                    let others = world.driven(index, others, setup);
                    next.push((format!("{index} gets another key's signature"), others));
                }
            }
            BroadcastStep::Send { raw, .. } => {
                for (name, world) in self.sends(raw.as_bytes()) {
                    let facts = Facts::new();
                    let world = world.driven(index, BroadcastEvent::Sent { facts }, setup);
                    next.push((format!("{index} sends: {name}"), world));
                }
            }
            BroadcastStep::Sign { .. } => panic!("a digest"),
            BroadcastStep::Wait { .. } | BroadcastStep::Done => unreachable!("it was dropped"),
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
    fn driven(&self, index: usize, event: BroadcastEvent, setup: &Setup) -> Self {
        let mut world = self.clone();
        let broadcast = self.replicas[index].broadcast.as_ref().unwrap();
        let Driving { machine, .. } = Driving::clone(broadcast);
        world.replicas[index].broadcast = world.step(machine, event, setup);
        world
    }

    /// Drops a machine that waits: it keeps nothing.
    fn step(
        &mut self,
        machine: Broadcast,
        event: BroadcastEvent,
        setup: &Setup,
    ) -> Option<Arc<Driving>> {
        let load = |keys: &RowKeys| self.store.load(keys);
        let driving = Driving::advance(machine, event, load, self.now());
        match &driving.step {
            BroadcastStep::Wait { .. } | BroadcastStep::Done => return None,
            BroadcastStep::Store(StoreRequest::Put { rows, .. })
                if setup.mutant == Some(Mutant::SendBeforeStore) =>
            {
                for attempt in &rows.attempts {
                    self.chain.send(attempt.raw.as_bytes(), false);
                }
            }
            _ => {}
        }
        Some(Arc::new(driving))
    }

    /// What can become of a put.
    fn stores(
        &self,
        request: &StoreRequest,
        setup: &Setup,
    ) -> Vec<(&'static str, StoreAnswer, Self)> {
        let StoreRequest::Put { rows, .. } = request else {
            panic!("{request:?}");
        };
        let lost = if setup.mutant == Some(Mutant::UnknownIsStored) {
            StoreAnswer::Done
        } else {
            StoreAnswer::Unknown
        };
        self.puts(|world| world.store.put(rows), &lost)
    }

    /// What can become of a sending.
    fn sends(&self, raw: &[u8]) -> Vec<(&'static str, Self)> {
        let send = |world: &mut Self, is_late| {
            world.chain.send(raw, is_late);
        };
        let know = |world: &mut Self| {
            world.chain.know(raw);
        };
        self.sendings(send, know)
    }
}

fn mutate(setup: &Setup, facts: Facts, chain: &Chain) -> Facts {
    match setup.mutant {
        Some(mutant) => mutant.facts(facts, chain),
        None => facts,
    }
}
