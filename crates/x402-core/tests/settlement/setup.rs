//! What a run is about, and how many faults it has.

use std::sync::Arc;

use x402_core::{
    Network, Policy,
    chain::Level,
    facilitator::{Capabilities, Sponsorship},
};

use crate::{
    double::{abi::FACTORY, state::Genesis},
    mutants::Mutant,
    node::Nodes,
    payment::{CHAIN, Kind, sponsor},
};

/// What a search is about: who there is, and how many faults there can be of each kind.
#[derive(Clone, Debug)]
pub(crate) struct Setup {
    pub(crate) terms: Arc<Sponsorship>,
    pub(crate) capabilities: Arc<Capabilities>,
    /// How the payments are made.
    pub(crate) kind: Kind,
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
    /// Whether a transfer that cannot be made leaves a log of another contract and no error.
    pub(crate) is_silent: bool,
    /// How many units the token keeps of each transfer.
    pub(crate) keeps: u64,
    /// Whether replicas go on with settlements that no transaction carries.
    pub(crate) reconciles: bool,
    pub(crate) mutant: Option<Mutant>,
    /// Of that many ends one is let settle down.
    pub(crate) settle_every: usize,
}

/// What others may do.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
pub(crate) enum Other {
    /// The payer moves the funds away.
    Drain,
    /// The payer has funds again.
    Refill,
    /// The payer cancels an authorization.
    Cancel(usize),
    /// Some account sends a payment's authorization that it has seen.
    FrontRun(usize),
    /// The facilitator's key is used elsewhere.
    Foreign,
    /// The payer's wallet is deployed.
    Deploy,
    /// The payer's account gets code: the call of this payment uses up all gas that it is given.
    Burn(usize),
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

/// For how many milliseconds payments may join a transaction; no other wait has this length.
pub(crate) const COLLECTS: u64 = 333;

impl Setup {
    /// In which payments go together.
    pub(crate) fn batching(mut self) -> Self {
        Arc::make_mut(&mut self.terms).batch_within = COLLECTS;
        self
    }

    pub(crate) fn new() -> Self {
        let mut policy = Policy::default();
        policy.erc6492_factories.push(FACTORY);
        let mut terms = Sponsorship::new(1_000);
        terms.wait_until = Level::Depth(1);
        Self {
            terms: Arc::new(terms),
            capabilities: capabilities(policy),
            kind: Kind::Account,
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
            keeps: 0,
            reconciles: false,
            mutant: None,
            settle_every: 1,
        }
    }

    /// A facilitator that deploys no wallets.
    pub(crate) fn without_factories() -> Arc<Capabilities> {
        capabilities(Policy::default())
    }

    /// The chain at the beginning.
    pub(crate) fn genesis(&self) -> Genesis {
        Genesis {
            is_silent: self.is_silent,
            keeps: self.keeps,
            ..self.kind.genesis()
        }
    }
}

fn capabilities(policy: Policy) -> Arc<Capabilities> {
    let capabilities = Capabilities::new()
        .with_policy(policy)
        .with_network(Network::eip155(CHAIN), [sponsor().into()]);
    Arc::new(capabilities.unwrap())
}
