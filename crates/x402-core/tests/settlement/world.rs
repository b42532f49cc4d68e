//! The whole: chain, store, replicas that can be killed at any step, and payers.

mod driving;
mod mining;
mod reconciling;
mod serving;
mod steps;

use std::collections::BTreeSet;

use x402_core::UnixTimestamp;

pub(crate) use self::mining::carries;
use crate::{
    double::chain::Chain,
    faults::{Faults, Parts},
    payer::Payer,
    replica::Replica,
    setup::{Budget, Setup},
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
            if self.replicas[index] != Replica::default()
                && let Some(mut world) = self.spending(|budget| &mut budget.crashes)
            {
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
