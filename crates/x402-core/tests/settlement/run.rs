//! One chosen run through the world, by the names of its transitions.

use std::sync::Arc;

use x402_core::{
    chain::Level,
    facilitator::{SettlementRow, Sponsorship, TransactionState},
};

use crate::{
    invariants::{check, row, settles_down},
    setup::Setup,
    world::World,
};

pub(crate) struct Run {
    pub(crate) world: World,
    pub(crate) setup: Setup,
}

impl Run {
    pub(crate) fn new(setup: Setup) -> Self {
        let world = World::new(&setup);
        Self { world, setup }
    }

    /// With terms of its own.
    pub(crate) fn with(mut setup: Setup, change: impl FnOnce(&mut Sponsorship)) -> Self {
        change(Arc::make_mut(&mut setup.terms));
        Self::new(setup)
    }

    fn names(&self) -> Vec<String> {
        let next = self.world.next(&self.setup);
        next.into_iter().map(|(name, _)| name).collect()
    }

    /// Takes the transition whose name has this part, and gives its name.
    pub(crate) fn go(&mut self, part: &str) -> String {
        let next = self.world.next(&self.setup);
        let found = next.into_iter().find(|(name, _)| name.contains(part));
        let Some((name, world)) = found else {
            panic!("no {part:?} among {:#?}", self.names());
        };
        self.world = world;
        check(&self.world).unwrap_or_else(|violation| panic!("{name}: {violation}"));
        name
    }

    pub(crate) fn all(&mut self, parts: &[&str]) {
        for part in parts {
            self.go(part);
        }
    }

    /// A replica takes the request for the first payment and reserves a transaction.
    pub(crate) fn reserve(&mut self) {
        self.all(&[
            "0 gets a request for 0",
            "0 asks for a request: Honest",
            "0 puts for a request: done",
        ]);
    }

    /// The first replica reserves a transaction for its payment, and the second one joins it.
    pub(crate) fn join(&mut self) {
        self.reserve();
        self.all(&[
            "1 gets a request for 1",
            "1 asks for a request: Honest",
            "1 puts for a request: done",
        ]);
    }

    /// The replica goes on with the transaction with this nonce, until it is to be signed. It asks
    /// for fees where those of the reservation are old.
    pub(crate) fn prepare(&mut self, replica: usize, nonce: u64) {
        self.go(&format!("{replica} goes on with {nonce}"));
        let ask = format!("{replica} asks: Honest");
        if self.names().contains(&ask) {
            self.go(&ask);
        }
    }

    /// The replica signs the transaction with this nonce, stores and sends it.
    pub(crate) fn send(&mut self, replica: usize, nonce: u64) {
        self.prepare(replica, nonce);
        for part in ["signs", "puts: done", "sends: taken"] {
            self.go(&format!("{replica} {part}"));
        }
    }

    /// The replica goes on with a transaction until it has to wait, without faults.
    pub(crate) fn poll(&mut self, replica: usize, nonce: u64) -> Vec<String> {
        let mut names = vec![self.go(&format!("{replica} goes on with {nonce}"))];
        while self.world.replicas[replica].broadcast.is_some() {
            let next = self.names();
            let mut parts = [
                "has collected",
                "asks: Honest",
                "signs",
                "puts: done",
                "puts: conflict",
                "sends: taken",
            ]
            .into_iter()
            .map(|part| format!("{replica} {part}"));
            let part = parts.find(|part| next.contains(part)).expect("a step");
            names.push(self.go(&part));
        }
        names
    }

    /// The replica goes on with its request without faults, and answers if it is time to.
    pub(crate) fn look(&mut self, replica: usize) -> Option<String> {
        let part = format!("{replica} looks after");
        if self.names().iter().any(|name| name.starts_with(&part)) {
            self.go(&part);
        }
        loop {
            let next = self.names();
            let mut parts = [
                "asks for a request: Honest",
                "puts for a request: done",
                "answers: ",
            ]
            .into_iter()
            .map(|part| format!("{replica} {part}"));
            let part = parts.find(|part| next.iter().any(|name| name.starts_with(part)))?;
            let name = self.go(&part);
            if part.ends_with("answers: ") {
                return Some(name);
            }
        }
    }

    /// The replica takes up the settlement that is due, without faults; gives what it did.
    pub(crate) fn reconcile(&mut self, replica: usize) -> Vec<String> {
        let mut names = vec![self.go(&format!("{replica} takes up a settlement"))];
        while self.world.replicas[replica].reconciliation.is_some() {
            let next = self.names();
            let mut parts = [
                "asks for a settlement: Honest",
                "puts for a settlement: done",
            ]
            .into_iter()
            .map(|part| format!("{replica} {part}"));
            let part = parts.find(|part| next.contains(part)).expect("a step");
            names.push(self.go(&part));
        }
        names
    }

    /// Whether a settlement is due.
    pub(crate) fn is_due(&self) -> bool {
        let mut rows = self.world.store.settlements.values();
        rows.any(|row| row.is_due())
    }

    /// A new request for a payment, and its answer.
    pub(crate) fn ask_again(&mut self, replica: usize, payment: usize) -> String {
        self.go(&format!("{replica} gets a request for {payment}"));
        self.look(replica).unwrap_or_else(|| "no answer".into())
    }

    /// Mines blocks with everything that the nodes know.
    pub(crate) fn blocks(&mut self, blocks: usize) {
        for _ in 0..blocks {
            self.go("a block: all");
        }
    }

    pub(crate) fn row(&self, payment: usize) -> SettlementRow {
        row(&self.world, payment).expect("a row")
    }

    pub(crate) fn state(&self, nonce: u64) -> TransactionState {
        let mut rows = self.world.store.transactions.values();
        rows.find(|row| row.key.nonce() == Some(nonce))
            .expect("a row")
            .state
    }

    /// Everything goes well from here on, and every payment gets its answer.
    pub(crate) fn settles_down(&self) {
        settles_down(&self.world, &self.setup).unwrap();
    }
}

/// A setup in which a request is answered as paid once it is in a block.
pub(crate) fn included() -> Setup {
    let mut setup = Setup::new();
    Arc::make_mut(&mut setup.terms).wait_until = Level::Included;
    setup.height = 40;
    setup.last_block = 30;
    setup.budget.requests = 9;
    setup
}
