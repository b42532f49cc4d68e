//! The double of a chain as a process: several nodes over JSON-RPC, and their faults on command.
//!
//! The chain is the one that the search over the core's machines runs on, by the same source. Its
//! time is its own: each request to a node takes some of it, and blocks come as it passes.

mod call;
mod chaos;
mod codec;
mod control;
mod faults;
mod method;
#[path = "../../x402-core/tests/double/mod.rs"]
#[allow(
    dead_code,
    clippy::pedantic,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "it is the model that the core's tests run"
)]
mod model;
mod serve;

pub use self::serve::serve;

use std::collections::VecDeque;

use serde_json::Value as Json;

use self::{
    chaos::Chaos,
    faults::Faults,
    model::{
        chain::{Act, Chain},
        state::Genesis,
    },
};

/// The chain, its nodes and the time.
pub(crate) struct Double {
    chain: Chain,
    nodes: Vec<Faults>,
    /// The time in milliseconds since 1970.
    now: u64,
    /// How many milliseconds a request to a node takes.
    latency: u64,
    /// Broadcasts on their way, with the time at which they arrive.
    late: VecDeque<(u64, [u8; 32])>,
    /// What others do in the next block.
    acts: Vec<Act>,
    /// The next broadcast is made by another sender first.
    is_front_run: bool,
    chaos: Option<Chaos>,
    /// How many bodies the nodes have answered.
    requests: u64,
    /// The hashes that were handed to nodes, in their order, each once.
    sent: Vec<[u8; 32]>,
}

impl Double {
    /// A chain with one token, and three nodes without faults.
    pub(crate) fn new(genesis: Genesis) -> Self {
        let chain = Chain::new(genesis);
        Self {
            now: chain.now() * 1_000,
            chain,
            nodes: vec![Faults::default(); 3],
            latency: 100,
            late: VecDeque::new(),
            acts: Vec::new(),
            is_front_run: false,
            chaos: None,
            requests: 0,
            sent: Vec::new(),
        }
    }

    /// Lets time pass: late broadcasts arrive and blocks come.
    fn pass(&mut self, millis: u64) {
        let end = self.now + millis;
        let genesis = self.chain.genesis.clone();
        loop {
            let block = 1_000 * (self.chain.now() + genesis.block_seconds);
            let late = self.late.iter().map(|(due, _)| *due).min();
            match late {
                Some(due) if due <= block.min(end) => {
                    self.now = self.now.max(due);
                    self.arrive(due);
                }
                _ if block <= end => {
                    self.now = block;
                    self.mine();
                }
                _ => break,
            }
        }
        self.now = end;
    }

    fn arrive(&mut self, due: u64) {
        let late = self.late.iter().copied();
        let (arrived, late): (VecDeque<_>, _) = late.partition(|(at, _)| *at <= due);
        self.late = late;
        for (_, hash) in arrived {
            self.take(hash);
        }
    }

    /// The nodes have a transaction, unless its nonce is used.
    fn take(&mut self, hash: [u8; 32]) {
        if let Some(sent) = self.chain.transactions.get(&hash) {
            let raw = sent.signed.to_bytes();
            self.chain.send(&raw, false);
        }
    }

    fn mine(&mut self) {
        let ready = self.chain.ready(true);
        let acts = std::mem::take(&mut self.acts);
        self.chain.mine(ready, acts);
    }

    /// The answer of a node to a body; `None` if the connection breaks.
    fn post(&mut self, node: usize, body: &[u8]) -> Option<(u16, String)> {
        self.requests += 1;
        self.pass(self.latency);
        self.suffer(node);
        let answer = match serde_json::from_slice::<Json>(body) {
            Ok(body) => method::answer(self, node, &body),
            Err(error) => (
                200,
                codec::error(&Json::Null, -32700, &error.to_string(), None),
            ),
        };
        let faults = self.nodes.get_mut(node)?;
        if faults::count(&mut faults.lost_answers) {
            return None;
        }
        Some((answer.0, answer.1.to_string()))
    }
}
