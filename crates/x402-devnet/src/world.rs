//! What is outside of a host: a chain, a clock that runs when it waits, and a network that fails.

mod solana;

use std::collections::BTreeSet;

use serde_json::json;
use x402_core::{
    chain::{EvmQuery, Fact, Facts, NodeId, Query, Quorum, SignedBytes},
    rpc::{self, Shape},
    timestamp::UnixTimestamp,
};

pub use self::solana::SolanaWorld;
use crate::{Result, evm::Chain, node::Node as _};

/// What is outside of a host.
pub trait Outside {
    /// The time.
    fn now(&self) -> UnixTimestamp;

    /// Lets time pass, and blocks come.
    ///
    /// # Errors
    ///
    /// The node fails.
    fn wait(&mut self, millis: u64) -> Result<()>;

    /// Asks the node.
    ///
    /// # Errors
    ///
    /// The node fails.
    fn ask(&mut self, queries: &[Query]) -> Result<Facts>;

    /// How many nodes must agree.
    fn quorum(&self) -> Quorum;

    /// Sends a transaction.
    ///
    /// # Errors
    ///
    /// The node fails.
    fn send(&mut self, raw: &SignedBytes) -> Result<Facts>;
}

/// A chain whose blocks come by a clock of its own, over a network that can be made to fail.
#[derive(Debug)]
pub struct World<'a> {
    /// The chain.
    pub chain: &'a mut Chain,
    /// Whether the node answers as two: only then an absence can end something.
    pub has_two_nodes: bool,
    /// How the next sendings fail, the last one first.
    pub failures: Vec<Failure>,
    /// The different bytes that were to be sent.
    pub sent: BTreeSet<Vec<u8>>,
    /// How often bytes were to be sent.
    pub sendings: u32,
    /// Requests to the node. Those between a sending and the next block are not counted.
    pub round_trips: usize,
    millis: u64,
    /// Whether what was sent waits for a block.
    is_pending: bool,
}

/// How the network fails when a transaction is sent.
#[derive(Clone, Copy, Debug)]
pub enum Failure {
    /// The request does not arrive.
    Request,
    /// The request arrives, and the answer does not.
    Answer,
}

/// The blocks that Anvil makes behind a block before that is finalized, and some more.
const FINALITY: u64 = 10;

impl<'a> World<'a> {
    /// A world at a time, with a block of that time.
    ///
    /// # Errors
    ///
    /// The node fails.
    pub fn new(chain: &'a mut Chain, now: u64) -> Result<Self> {
        let mut world = Self {
            chain,
            has_two_nodes: false,
            failures: Vec::new(),
            sent: BTreeSet::new(),
            sendings: 0,
            round_trips: 0,
            millis: now * 1_000,
            is_pending: false,
        };
        world.block()?;
        Ok(world)
    }

    fn block(&mut self) -> Result<()> {
        self.chain.next_block_at(self.now().seconds())?;
        self.chain.mine()?;
        self.is_pending = false;
        Ok(())
    }

    /// Makes everything final that is in the chain.
    ///
    /// # Errors
    ///
    /// The node fails.
    pub fn finalize(&mut self) -> Result<()> {
        self.chain
            .node
            .call(&[("anvil_mine", json!([FINALITY, 1]))])?;
        self.millis += FINALITY * 1_000;
        self.wait(1_000)
    }
}

impl Outside for World<'_> {
    fn now(&self) -> UnixTimestamp {
        UnixTimestamp::new(self.millis / 1_000).unwrap_or(UnixTimestamp::MAX)
    }

    /// A block comes with each full second, but only the last one is made.
    fn wait(&mut self, millis: u64) -> Result<()> {
        let before = self.now();
        self.millis += millis;
        if self.now() > before {
            self.block()?;
        }
        Ok(())
    }

    fn ask(&mut self, queries: &[Query]) -> Result<Facts> {
        if !self.is_pending {
            self.round_trips += rpc::write(queries, Shape::default())?.len();
        }
        let mut facts: Facts = self.chain.node.ask(queries)?.into_iter().collect();
        if self.has_two_nodes {
            let again = self.chain.node.ask(queries)?.into_iter();
            facts.extend(again.map(|fact| Fact {
                from: NodeId(2),
                ..fact
            }));
        }
        Ok(facts)
    }

    fn quorum(&self) -> Quorum {
        Quorum::of(if self.has_two_nodes { 2 } else { 1 })
    }

    fn send(&mut self, raw: &SignedBytes) -> Result<Facts> {
        self.sent.insert(raw.as_bytes().to_vec());
        self.sendings += 1;
        self.round_trips += 1;
        self.is_pending = true;
        let failure = self.failures.pop();
        if matches!(failure, Some(Failure::Request)) {
            return Ok(Facts::new());
        }
        let facts = self.chain.node.ask(&[EvmQuery::Send(raw.clone()).into()])?;
        Ok(match failure {
            Some(_) => Facts::new(),
            None => facts.into_iter().collect(),
        })
    }
}
