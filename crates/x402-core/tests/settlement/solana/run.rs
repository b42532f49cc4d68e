//! One chosen run through the world, by the names of its transitions.

use x402_core::facilitator::{SettlementRow, SettlementState, TransactionState};

use super::{
    invariants::{check, settles_down},
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
        let checked = check(&self.world, &self.setup);
        checked.unwrap_or_else(|violation| panic!("{name}: {violation}"));
        name
    }

    pub(crate) fn all(&mut self, parts: &[&str]) {
        for part in parts {
            self.go(part);
        }
    }

    /// A replica takes the request for the first payment and reserves its message.
    pub(crate) fn reserve(&mut self) {
        self.all(&[
            "0 gets a request for 0",
            "0 asks for a request: Honest",
            "0 puts for a request: done",
        ]);
    }

    /// The replica signs the message, stores and sends it.
    pub(crate) fn send(&mut self, replica: usize) {
        self.go(&format!("{replica} goes on with 0"));
        for part in ["signs", "puts: done", "sends: taken"] {
            self.go(&format!("{replica} {part}"));
        }
    }

    /// The replica goes on with the transaction until it has to wait, without faults.
    pub(crate) fn poll(&mut self, replica: usize) -> Vec<String> {
        let mut names = vec![self.go(&format!("{replica} goes on with 0"))];
        while self.world.replicas[replica].broadcast.is_some() {
            let parts = ["asks: Honest", "signs", "puts: done", "sends: taken"];
            let next = self.names();
            let mut parts = parts.into_iter().map(|part| format!("{replica} {part}"));
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

    /// A new request for a payment, and its answer.
    pub(crate) fn ask_again(&mut self, replica: usize, payment: usize) -> String {
        self.go(&format!("{replica} gets a request for {payment}"));
        self.look(replica).unwrap_or_else(|| "no answer".into())
    }

    /// Blocks with everything that can land.
    pub(crate) fn blocks(&mut self, blocks: usize) {
        for _ in 0..blocks {
            self.go("a block: all");
        }
    }

    pub(crate) fn row(&self) -> SettlementRow {
        let mut rows = self.world.store.settlements.values();
        SettlementRow::clone(rows.next().expect("a row"))
    }

    pub(crate) fn states(&self) -> (SettlementState, TransactionState) {
        let mut rows = self.world.store.transactions.values();
        (self.row().state, rows.next().expect("a row").state)
    }

    /// Everything goes well from here on, and every payment gets its answer.
    pub(crate) fn settles_down(&self) {
        settles_down(&self.world, &self.setup).unwrap();
    }
}
