//! How a node does, for people and for metrics.

use std::time::Duration;

use x402_core::network::Network;

/// How a node does.
#[derive(Clone, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub struct NodeStatus {
    /// Its place among the nodes of its network, from 1.
    pub number: usize,
    /// Its host: the whole URL may hold a key.
    pub host: String,
    /// The network that it serves by its own answer; `None` before the first one.
    pub serves: Option<Network>,
    /// The highest block or slot that it has named.
    pub head: Option<u64>,
    /// How far that is behind the highest one of its network's nodes.
    pub lag: Option<u64>,
    /// How long ago it answered.
    pub answered: Option<Duration>,
    /// How long it is left alone.
    pub rest: Duration,
    /// How many rounds it was asked.
    pub asked: u64,
    /// How many of them failed.
    pub failed: u64,
}
