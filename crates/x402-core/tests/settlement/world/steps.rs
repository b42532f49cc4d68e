//! What the store, the nodes and the pool do with what a replica asks of them.

use x402_core::{
    chain::{Facts, Quorum},
    facilitator::{StoreAnswer, StoreRequest},
};

use super::World;
use crate::{
    double::chain::{Chain, parse},
    faults::Faults as _,
    mutants::Mutant,
    setup::Setup,
};

impl World {
    /// What can become of a put.
    pub(super) fn stores(
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
        let put = |world: &mut Self| {
            if setup.mutant == Some(Mutant::NotAtomic) {
                world.store.write(&rows);
                return StoreAnswer::Done;
            }
            world.store.put(&rows)
        };
        let lost = if setup.mutant == Some(Mutant::UnknownIsStored) {
            StoreAnswer::Done
        } else {
            StoreAnswer::Unknown
        };
        self.puts(put, &lost)
    }

    /// What can become of a sending.
    pub(super) fn sends(&self, raw: &[u8]) -> Vec<(&'static str, Self)> {
        self.sendings(
            |world, is_late| {
                world.chain.send(raw, is_late);
            },
            |world| {
                let (hash, sent) = parse(raw).unwrap();
                world.chain.transactions.insert(hash, sent);
            },
        )
    }
}

pub(super) fn mutate(setup: &Setup, facts: Facts, chain: &Chain) -> (Facts, Quorum) {
    let facts = match setup.mutant {
        Some(mutant) => mutant.facts(facts, chain),
        None => facts,
    };
    (facts, Quorum::of(3))
}
