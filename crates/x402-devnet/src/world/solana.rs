//! Solana, by the process of a `LiteSVM`.

use std::collections::BTreeSet;

use serde_json::json;
use x402_core::{
    chain::{Fact, Facts, NodeId, Query, Quorum, SignedBytes, SvmQuery},
    timestamp::UnixTimestamp,
};

use super::{Failure, Outside};
use crate::{Result, node::Node as _, svm::LiteSvm};

/// Solana, whose blocks come every 400 milliseconds of a clock of its own, by two nodes that are
/// one, over a network that can be made to fail.
#[derive(Debug)]
pub struct SolanaWorld<'a> {
    /// The node.
    pub node: &'a mut LiteSvm,
    /// How the next sendings fail, the last one first.
    pub failures: Vec<Failure>,
    /// The different bytes that were to be sent.
    pub sent: BTreeSet<Vec<u8>>,
    /// How often bytes were to be sent.
    pub sendings: u32,
    /// Rounds of questions, and sendings.
    pub round_trips: usize,
    millis: u64,
}

/// How long a block takes, in milliseconds.
const BLOCK: u64 = 400;

impl<'a> SolanaWorld<'a> {
    /// A world at a time.
    #[must_use]
    pub fn new(node: &'a mut LiteSvm, now: u64) -> Self {
        Self {
            node,
            failures: Vec::new(),
            sent: BTreeSet::new(),
            sendings: 0,
            round_trips: 0,
            millis: now * 1_000,
        }
    }
}

impl Outside for SolanaWorld<'_> {
    fn now(&self) -> UnixTimestamp {
        UnixTimestamp::new(self.millis / 1_000).unwrap_or(UnixTimestamp::MAX)
    }

    fn wait(&mut self, millis: u64) -> Result<()> {
        let blocks = (self.millis + millis) / BLOCK - self.millis / BLOCK;
        self.millis += millis;
        self.node.call(&[("devnet_advance", json!([blocks]))])?;
        Ok(())
    }

    fn ask(&mut self, queries: &[Query]) -> Result<Facts> {
        self.round_trips += 1;
        let facts = self.node.ask(queries)?;
        let again = facts.clone().into_iter().map(|fact| Fact {
            from: NodeId(2),
            ..fact
        });
        Ok(facts.into_iter().chain(again).collect())
    }

    fn quorum(&self) -> Quorum {
        Quorum::of(2)
    }

    fn send(&mut self, raw: &SignedBytes) -> Result<Facts> {
        self.sent.insert(raw.as_bytes().to_vec());
        self.sendings += 1;
        self.round_trips += 1;
        let failure = self.failures.pop();
        if matches!(failure, Some(Failure::Request)) {
            return Ok(Facts::new());
        }
        let facts = self.node.ask(&[SvmQuery::Send(raw.clone()).into()])?;
        Ok(match failure {
            Some(_) => Facts::new(),
            None => facts.into_iter().collect(),
        })
    }
}
