//! What a run is about, and how many faults it has.

use std::sync::Arc;

use x402_core::{
    Network,
    chain::Level,
    facilitator::{Capabilities, Sponsorship},
};

use crate::{
    chain::Other,
    mutants::Mutant,
    node::Nodes,
    payment::{CHAIN, sponsor},
};

/// What a search is about: who there is, and how many faults there can be of each kind.
#[derive(Clone, Debug)]
pub(crate) struct Setup {
    pub(crate) terms: Arc<Sponsorship>,
    pub(crate) capabilities: Arc<Capabilities>,
    pub(crate) replicas: usize,
    /// The payments that are made from the start; each may be followed by another one if its
    /// payer gets a failure.
    pub(crate) payments: usize,
    /// The block at which the payments' windows end.
    pub(crate) last_block: u64,
    /// The height at which the search ends.
    pub(crate) height: usize,
    /// How the nodes may answer a round, beside honestly.
    pub(crate) nodes: &'static [Nodes],
    /// What others may do, each once.
    pub(crate) others: &'static [Other],
    pub(crate) budget: Budget,
    pub(crate) is_silent: bool,
    pub(crate) mutant: Option<Mutant>,
    /// Of that many ends one is let settle down.
    pub(crate) settle_every: usize,
}

/// How many faults are left, of each kind.
#[derive(Clone, Copy, Debug, Default, Eq, Hash, PartialEq)]
pub(crate) struct Budget {
    pub(crate) crashes: u8,
    /// Puts whose answer is lost: written or not.
    pub(crate) lost_puts: u8,
    /// Sendings that no node gets.
    pub(crate) lost_sends: u8,
    /// Sendings that the nodes get later.
    pub(crate) late_sends: u8,
    /// Rounds that are not answered honestly.
    pub(crate) bad_rounds: u8,
    /// Signatures that do not come.
    pub(crate) refused_signatures: u8,
    /// Answers to requests that do not arrive.
    pub(crate) lost_answers: u8,
    /// Blocks that take no transaction although there is one.
    pub(crate) empty_blocks: u8,
    pub(crate) reorganisations: u8,
    /// Requests for one payment, all together.
    pub(crate) requests: u8,
}

impl Setup {
    pub(crate) fn new() -> Self {
        let network = Network::eip155(CHAIN);
        let capabilities = Capabilities::new()
            .with_network(network, [sponsor().into()])
            .unwrap();
        let mut terms = Sponsorship::new(1_000);
        terms.wait_until = Level::Depth(1);
        Self {
            terms: Arc::new(terms),
            capabilities: Arc::new(capabilities),
            replicas: 1,
            payments: 1,
            last_block: 12,
            height: 7,
            nodes: &[],
            others: &[],
            budget: Budget {
                requests: 1,
                ..Budget::default()
            },
            is_silent: false,
            mutant: None,
            settle_every: 1,
        }
    }
}
