//! The whole: chain, store, replicas that can be killed at any step, and payers.

use std::{collections::BTreeSet, sync::Arc};

use alloy_sol_types::SolCall as _;
use x402_core::{
    SettleResponse, UnixTimestamp,
    chain::{Answer, EvmQuery, Fact, Facts, NodeId, Quorum, Sent, Value},
    evm::{Address, SigningKey},
    facilitator::{
        Broadcast, BroadcastEvent, BroadcastStep, Lease, Reconciliation, ReconciliationEvent,
        ReconciliationStep, Settlement, SettlementEvent, SettlementKey, SettlementRow,
        SettlementStep, StoreAnswer, StoreRequest, TransactionKey,
    },
    scheme::{can_report_failure, is_certain_failure},
};

use crate::{
    double::{
        abi::{FACTORY, Multicall3, address},
        chain::{Act, Chain, FINAL, parse},
    },
    mutants::Mutant,
    node::{Nodes, ask},
    payment::{FUNDS, deployment, nonce, request, sign, sponsor},
    setup::{Budget, COLLECTS, Other, Setup},
    store::Store,
};

#[derive(Clone, Debug, Eq, Hash, PartialEq)]
pub(crate) struct World {
    pub(crate) chain: Chain,
    pub(crate) store: Store,
    pub(crate) replicas: Vec<Replica>,
    pub(crate) payers: Vec<Payer>,
    pub(crate) budget: Budget,
    /// Which of the others have acted.
    pub(crate) done: BTreeSet<usize>,
}

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
impl std::hash::Hash for Serving {
    fn hash<H: std::hash::Hasher>(&self, state: &mut H) {
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
    machine: Reconciliation,
    step: ReconciliationStep,
}

/// One payment, as its payer and the server see it.
#[derive(Clone, Debug, Default, Eq, Hash, PartialEq)]
pub(crate) struct Payer {
    pub(crate) requests: u8,
    pub(crate) is_waiting: bool,
    /// Whether an answer did not arrive.
    pub(crate) has_lost: bool,
    pub(crate) told: Told,
}

/// What the server was told last.
#[derive(Clone, Copy, Debug, Default, Eq, Hash, PartialEq)]
pub(crate) enum Told {
    #[default]
    Nothing,
    /// A failure that is not certain, or pending: the same payment may be brought again.
    Unsure,
    /// The payer signs another payment for the same purchase.
    Failed,
    Paid,
}

impl World {
    pub(crate) fn new(setup: &Setup) -> Self {
        Self {
            chain: Chain::new(setup.genesis()),
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

    /// Every state that can follow, with what happens in words.
    pub(crate) fn next(&self, setup: &Setup) -> Vec<(String, Self)> {
        let mut next = Vec::new();
        for index in 0..self.replicas.len() {
            self.serve(index, setup, &mut next);
            self.drive(index, setup, &mut next);
            self.reconcile(index, setup, &mut next);
            let replica = &self.replicas[index];
            let is_busy = *replica != Replica::default();
            if is_busy && self.budget.crashes > 0 {
                let mut world = self.clone();
                world.budget.crashes -= 1;
                world.crash(index);
                next.push((format!("{index} crashes"), world));
            }
        }
        for hash in &self.chain.late {
            let mut world = self.clone();
            world.chain.late.remove(hash);
            let raw = self.chain.transactions[hash].signed.to_bytes();
            world.chain.send(&raw, false);
            next.push(("a late sending arrives".into(), world));
        }
        self.mine(setup, &mut next);
        next
    }

    pub(crate) fn crash(&mut self, index: usize) {
        if let Some(call) = &self.replicas[index].call {
            let payer = &mut self.payers[call.payment];
            payer.is_waiting = false;
            payer.has_lost = true;
            payer.told = Told::Unsure;
        }
        self.replicas[index] = Replica::default();
    }

    fn mine(&self, setup: &Setup, next: &mut Vec<(String, Self)>) {
        if self.chain.height() >= setup.height {
            return;
        }
        let all = self.chain.ready(true);
        let cheap = self.chain.ready(false);
        let mut mine = |name: &str, transactions: Vec<[u8; 32]>, other: Option<usize>| {
            let mut world = self.clone();
            let others = other.map(|index| setup.others[index]);
            let acts = others.iter().filter_map(|other| self.act(*other, setup));
            world.chain.mine(transactions, acts.collect());
            world.done.extend(other);
            next.push((format!("a block: {name} {others:?}"), world));
        };
        if cheap != all {
            mine("lowest fees", cheap, None);
        }
        for index in 0..setup.others.len() {
            if !self.done.contains(&index) && self.act(setup.others[index], setup).is_some() {
                mine("empty", Vec::new(), Some(index));
            }
        }
        let is_empty = all.is_empty();
        mine("all", all, None);
        if !is_empty && self.budget.empty_blocks > 0 {
            let mut world = self.clone();
            world.budget.empty_blocks -= 1;
            world.chain.mine(Vec::new(), Vec::new());
            next.push(("an empty block".into(), world));
        }
        if self.budget.reorganisations > 0 && self.chain.height() > FINAL + 1 {
            for keeps in [true, false] {
                let mut world = self.clone();
                world.budget.reorganisations -= 1;
                world.chain.reorganise(1, keeps);
                next.push((format!("a reorganisation, keeping: {keeps}"), world));
            }
        }
    }

    /// What the others do on the chain; `None` if it is not possible yet.
    fn act(&self, other: Other, setup: &Setup) -> Option<Act> {
        let payer = setup.kind.payer();
        Some(match other {
            // It must have been seen: in the pool of the nodes, or in a block.
            Other::FrontRun(payment) => {
                let mut sent = self.chain.transactions.values();
                let seen = sent.find(|sent| carries(&sent.signed.transaction().input, payment))?;
                let transaction = seen.signed.transaction();
                let (to, input) = own_call(transaction.to, &transaction.input, payment);
                Act::Call(to, input.into())
            }
            Other::Refill => {
                let state = self.chain.state(self.chain.height());
                (state.balance(payer) == 0).then_some(Act::Balance(payer, FUNDS))?
            }
            Other::Drain => Act::Balance(payer, 0),
            Other::Cancel(payment) => Act::Cancel(setup.kind.signed(payment)),
            Other::Foreign => Act::Foreign(sponsor()),
            Other::Burn(payment) => Act::Burn(setup.kind.signed(payment)),
            Other::Deploy => Act::Call(FACTORY, deployment(setup.kind).into()),
        })
    }

    /// The steps of the replica's request.
    fn serve(&self, index: usize, setup: &Setup, next: &mut Vec<(String, Self)>) {
        let Some(serving) = &self.replicas[index].call else {
            for (payment, payer) in self.payers.iter().enumerate() {
                let is_open = matches!(payer.told, Told::Nothing | Told::Unsure);
                if is_open && !payer.is_waiting && payer.requests < self.budget.requests {
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
                for (name, answer, world) in self.puts(request, setup) {
                    let event = SettlementEvent::Stored { answer, now };
                    next.push((
                        format!("{index} puts for a request: {name}"),
                        world.told(index, event, setup),
                    ));
                }
            }
            SettlementStep::Ask { queries, .. } => {
                for (nodes, mut world) in self.rounds(setup) {
                    let facts = ask(&world.chain, queries, nodes);
                    let (facts, quorum) = mutate(setup, facts, &world.chain);
                    let event = SettlementEvent::Answered { facts, quorum, now };
                    world = world.told(index, event, setup);
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
                let mut world = self.clone();
                world.replicas[index].call = None;
                let payer = &mut world.payers[serving.payment];
                payer.is_waiting = false;
                let first = payer.requests == 1 && !payer.has_lost;
                payer.told = told(answer.status, &answer.response, first);
                let name = format!("{index} answers: {:?} {}", payer.told, answer.response);
                if payer.told == Told::Failed && world.payers.len() < setup.payments + 1 {
                    world.payers.push(Payer::default());
                }
                next.push((name, world));
                if self.budget.lost_answers > 0 {
                    let mut world = self.clone();
                    world.budget.lost_answers -= 1;
                    world.replicas[index].call = None;
                    let payer = &mut world.payers[serving.payment];
                    payer.is_waiting = false;
                    payer.has_lost = true;
                    payer.told = Told::Unsure;
                    next.push((format!("{index} answers in vain"), world));
                }
            }
        }
    }

    pub(crate) fn begin(&mut self, index: usize, payment: usize, setup: &Setup) {
        let payer = &mut self.payers[payment];
        payer.requests += 1;
        payer.is_waiting = true;
        let mut machine = Settlement::new(setup.capabilities.clone(), setup.terms.clone());
        let event = SettlementEvent::Request {
            request: Box::new(request(setup.kind, payment, setup.last_block)),
            repeat_token: Some(format!("{payment:032}")),
            now: self.now(),
        };
        let step = machine.advance(event).unwrap();
        let serving = self.settle(payment, machine, step, setup);
        self.replicas[index].call = Some(Arc::new(serving));
    }

    /// Gives the replica's request an event.
    pub(crate) fn told(&self, index: usize, event: SettlementEvent, setup: &Setup) -> Self {
        let mut world = self.clone();
        let Serving {
            payment,
            mut machine,
            ..
        } = Serving::clone(self.replicas[index].call.as_ref().unwrap());
        let step = machine.advance(event).unwrap();
        let serving = world.settle(payment, machine, step, setup);
        world.replicas[index].call = Some(Arc::new(serving));
        world
    }

    /// Carries out loads at once: a snapshot has no interleavings.
    fn settle(
        &self,
        payment: usize,
        mut machine: Settlement,
        mut step: SettlementStep,
        setup: &Setup,
    ) -> Serving {
        while let SettlementStep::Store(StoreRequest::Load(keys)) = &step {
            let mut rows = self.store.load(keys);
            if let Some(mutant) = setup.mutant {
                mutant.loads_for_request(&mut rows);
            }
            let answer = StoreAnswer::Rows(rows);
            let now = self.now();
            step = machine
                .advance(SettlementEvent::Stored { answer, now })
                .unwrap();
        }
        if let (Some(mutant), SettlementStep::Answer(answer)) = (setup.mutant, &mut step) {
            mutant.answers(answer);
        }
        Serving {
            payment,
            machine,
            step,
        }
    }

    /// The steps of the replica's transaction.
    fn drive(&self, index: usize, setup: &Setup, next: &mut Vec<(String, Self)>) {
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
                for (name, answer, world) in self.puts(request, setup) {
                    let event = BroadcastEvent::Stored { answer, now };
                    next.push((
                        format!("{index} puts: {name}"),
                        world.driven(index, event, setup),
                    ));
                }
            }
            BroadcastStep::Ask { queries, .. } => {
                for (nodes, world) in self.rounds(setup) {
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
                if self.budget.refused_signatures > 0 {
                    let mut world = self.clone();
                    world.budget.refused_signatures -= 1;
                    let other = SigningKey::from_bytes(&[0x33; 32]).unwrap().sign(digest);
                    let none = world.driven(index, event(None), setup);
                    let others = world.driven(index, event(Some(other)), setup);
                    next.push((format!("{index} gets no signature"), none));
                    next.push((format!("{index} gets another key's signature"), others));
                }
            }
            BroadcastStep::Send { raw, .. } => {
                for (name, world) in self.sendings(raw.as_bytes()) {
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
        let lease = Lease {
            owner: format!("{index}"),
            millis: 1_000,
        };
        let mut machine = Broadcast::new(setup.terms.clone(), key.clone(), lease);
        let step = machine.advance(BroadcastEvent::Woke).unwrap();
        world.replicas[index].broadcast = world.step(machine, step, setup);
        world
    }

    /// Gives the replica's transaction an event.
    pub(crate) fn driven(&self, index: usize, event: BroadcastEvent, setup: &Setup) -> Self {
        let mut world = self.clone();
        let Driving { mut machine, .. } =
            Driving::clone(self.replicas[index].broadcast.as_ref().unwrap());
        let step = machine.advance(event).unwrap();
        world.replicas[index].broadcast = world.step(machine, step, setup);
        world
    }

    /// Carries out loads at once, and drops a machine that waits: it keeps nothing but that it has
    /// waited for payments to join.
    fn step(
        &mut self,
        mut machine: Broadcast,
        mut step: BroadcastStep,
        setup: &Setup,
    ) -> Option<Arc<Driving>> {
        loop {
            match &step {
                BroadcastStep::Store(StoreRequest::Load(keys)) => {
                    let mut rows = self.store.load(keys);
                    if let Some(mutant) = setup.mutant {
                        mutant.loads(&mut rows);
                    }
                    let answer = StoreAnswer::Rows(rows);
                    let now = self.now();
                    step = machine
                        .advance(BroadcastEvent::Stored { answer, now })
                        .unwrap();
                }
                BroadcastStep::Store(StoreRequest::Put { rows, .. })
                    if setup.mutant == Some(Mutant::SendBeforeStore) =>
                {
                    for attempt in &rows.attempts {
                        self.chain.send(attempt.raw.as_bytes(), false);
                    }
                    return Some(Arc::new(Driving { machine, step }));
                }
                BroadcastStep::Wait { millis } if *millis == COLLECTS => {
                    return Some(Arc::new(Driving { machine, step }));
                }
                BroadcastStep::Wait { .. } | BroadcastStep::Done => return None,
                _ => return Some(Arc::new(Driving { machine, step })),
            }
        }
    }

    /// The steps of the replica's reconciliation.
    fn reconcile(&self, index: usize, setup: &Setup, next: &mut Vec<(String, Self)>) {
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
                for (name, answer, world) in self.puts(request, setup) {
                    let event = ReconciliationEvent::Stored { answer, now };
                    next.push((
                        format!("{index} puts for a settlement: {name}"),
                        world.reconciled(index, event),
                    ));
                }
            }
            ReconciliationStep::Ask { queries, .. } => {
                for (nodes, world) in self.rounds(setup) {
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
        let mut world = self.clone();
        let row = SettlementRow::clone(&self.store.settlements[key]);
        let (capabilities, terms) = (setup.capabilities.clone(), setup.terms.clone());
        let mut machine = Reconciliation::new(capabilities, terms, row);
        let now = self.now();
        let step = machine.advance(ReconciliationEvent::Begun { now }).unwrap();
        world.replicas[index].reconciliation = world.look(machine, step);
        world
    }

    /// Gives the replica's reconciliation an event.
    fn reconciled(&self, index: usize, event: ReconciliationEvent) -> Self {
        let mut world = self.clone();
        let reconciling = self.replicas[index].reconciliation.as_ref().unwrap();
        let Reconciling { mut machine, .. } = Reconciling::clone(reconciling);
        let step = machine.advance(event).unwrap();
        world.replicas[index].reconciliation = world.look(machine, step);
        world
    }

    fn look(
        &self,
        mut machine: Reconciliation,
        mut step: ReconciliationStep,
    ) -> Option<Arc<Reconciling>> {
        while let ReconciliationStep::Store(StoreRequest::Load(keys)) = &step {
            let answer = StoreAnswer::Rows(self.store.load(keys));
            let now = self.now();
            let event = ReconciliationEvent::Stored { answer, now };
            step = machine.advance(event).unwrap();
        }
        let is_done = step == ReconciliationStep::Done;
        (!is_done).then(|| Arc::new(Reconciling { machine, step }))
    }

    /// What can become of a put.
    fn puts(
        &self,
        request: &StoreRequest,
        setup: &Setup,
    ) -> Vec<(&'static str, StoreAnswer, Self)> {
        let StoreRequest::Put { rows, .. } = request else {
            panic!("{request:?}");
        };
        let mut rows = rows.clone();
        if let Some(mutant) = setup.mutant {
            mutant.puts(&mut rows);
        }
        let mut world = self.clone();
        let answer = if setup.mutant == Some(Mutant::NotAtomic) {
            world.store.write(&rows);
            StoreAnswer::Done
        } else {
            world.store.put(&rows)
        };
        let is_done = answer == StoreAnswer::Done;
        let mut all = vec![(
            if is_done { "done" } else { "conflict" },
            answer,
            world.clone(),
        )];
        if self.budget.lost_puts > 0 {
            let lost = if setup.mutant == Some(Mutant::UnknownIsStored) {
                StoreAnswer::Done
            } else {
                StoreAnswer::Unknown
            };
            let mut unwritten = self.clone();
            unwritten.budget.lost_puts -= 1;
            all.push(("lost", lost.clone(), unwritten));
            if is_done {
                world.budget.lost_puts -= 1;
                all.push(("written, its answer lost", lost, world));
            }
        }
        all
    }

    /// How the nodes can answer a round.
    fn rounds(&self, setup: &Setup) -> Vec<(Nodes, Self)> {
        let mut all = vec![(Nodes::Honest, self.clone())];
        if self.budget.bad_rounds > 0 {
            for nodes in setup.nodes {
                let mut world = self.clone();
                world.budget.bad_rounds -= 1;
                all.push((*nodes, world));
            }
        }
        all
    }

    /// What can become of a sending.
    fn sendings(&self, raw: &[u8]) -> Vec<(&'static str, Self)> {
        let mut sent = self.clone();
        sent.chain.send(raw, false);
        let mut all = vec![("taken", sent)];
        if self.budget.lost_sends > 0 {
            let mut world = self.clone();
            world.budget.lost_sends -= 1;
            // The model knows the hash, also of bytes that another party has.
            let (hash, sent) = parse(raw).unwrap();
            world.chain.transactions.insert(hash, sent);
            all.push(("lost", world));
        }
        if self.budget.late_sends > 0 {
            let mut world = self.clone();
            world.budget.late_sends -= 1;
            world.chain.send(raw, true);
            all.push(("late", world));
        }
        all
    }
}

fn mutate(setup: &Setup, facts: Facts, chain: &Chain) -> (Facts, Quorum) {
    let facts = match setup.mutant {
        Some(mutant) => mutant.facts(facts, chain),
        None => facts,
    };
    (facts, Quorum::of(3))
}

/// What a server makes of an answer, by the table of reasons.
pub(crate) fn told(status: u16, response: &SettleResponse, first: bool) -> Told {
    if response.success {
        Told::Paid
    } else if can_report_failure(status) && is_certain_failure(response, first) {
        Told::Failed
    } else {
        Told::Unsure
    }
}

/// The call that makes a payment alone, of a transaction that makes others too.
fn own_call(to: Address, input: &[u8], payment: usize) -> (Address, Vec<u8>) {
    let batch = Multicall3::aggregate3Call::abi_decode(input).ok();
    let mut calls = batch.into_iter().flat_map(|batch| batch.calls);
    match calls.find(|call| call.allowFailure && carries(&call.callData, payment)) {
        Some(call) => (address(call.target), call.callData.to_vec()),
        None => (to, input.to_vec()),
    }
}

/// Whether calldata makes a payment.
pub(crate) fn carries(input: &[u8], payment: usize) -> bool {
    input.windows(32).any(|window| window == nonce(payment))
}
