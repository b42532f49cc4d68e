//! What a run on Solana is about, and how many faults it has.

use std::sync::Arc;

use x402_core::{
    chain::Level,
    facilitator::{Capabilities, Sponsorship},
};

use super::{
    chain::{FINAL, Other},
    mutants::Mutant,
    node::Nodes,
    payment::{network, sponsor},
};
use crate::setup::Budget;

/// What a search is about: who there is, and how many faults there can be of each kind.
#[derive(Clone, Debug)]
pub(crate) struct Setup {
    pub(crate) terms: Arc<Sponsorship>,
    pub(crate) capabilities: Arc<Capabilities>,
    pub(crate) replicas: usize,
    pub(crate) payments: usize,
    /// The height of the block whose hash the payments name.
    pub(crate) born: usize,
    /// The height at which the search ends.
    pub(crate) height: usize,
    /// How the nodes may answer a round, beside honestly.
    pub(crate) nodes: &'static [Nodes],
    /// What the payer may do, each once.
    pub(crate) others: &'static [Other],
    /// How many blocks a fork drops.
    pub(crate) fork: usize,
    pub(crate) budget: Budget,
    pub(crate) mutant: Option<Mutant>,
    /// Of that many ends one is let settle down.
    pub(crate) settle_every: usize,
}

impl Setup {
    pub(crate) fn new() -> Self {
        let capabilities = Capabilities::new()
            .with_network(network(), [sponsor().into()])
            .unwrap();
        let mut terms = Sponsorship::on_solana(50_000);
        terms.wait_until = Level::Included;
        Self {
            terms: Arc::new(terms),
            capabilities: Arc::new(capabilities),
            replicas: 1,
            payments: 1,
            born: FINAL - 1,
            height: 7,
            nodes: &[],
            others: &[],
            fork: 1,
            budget: Budget {
                requests: 1,
                ..Budget::default()
            },
            mutant: None,
            settle_every: 1,
        }
    }

    /// A request is answered once its payment is final.
    pub(crate) fn finalized(mut self) -> Self {
        Arc::make_mut(&mut self.terms).wait_until = Level::Finalized;
        self
    }

    /// A request waits for its end.
    pub(crate) fn patient(mut self) -> Self {
        Arc::make_mut(&mut self.terms).answer_within = 1_000;
        self
    }
}
