//! The nodes of every network.

use std::{collections::BTreeMap, sync::Arc};

use x402_core::{
    chain::{Facts, NodeId, Query, Quorum, SignedBytes},
    network::Network,
};

use super::{
    ConnectionError, ConnectionSettings, NodeStatus, NodeUrl, Transport, node::Node, pool::Pool,
};

/// The nodes of every network: they are asked, and transactions are handed to them.
///
/// Nothing here fails: what a node does not answer is missing among the facts, and the machines of
/// [`x402_core::facilitator`] decide what follows.
#[derive(Debug)]
pub struct Connections {
    pools: BTreeMap<Network, Pool>,
    transport: Arc<dyn Transport>,
}

impl Connections {
    /// No nodes yet.
    #[must_use]
    pub fn new(transport: Arc<dyn Transport>) -> Self {
        Self {
            pools: BTreeMap::new(),
            transport,
        }
    }

    /// Adds a network with its nodes, which are independent of each other.
    ///
    /// # Errors
    ///
    /// The network has no node or too many, one twice, or is of an unknown family.
    pub fn with_network(
        mut self,
        network: Network,
        urls: Vec<NodeUrl>,
        settings: ConnectionSettings,
    ) -> Result<Self, ConnectionError> {
        if network.family().is_none() {
            let expected = "a network of the namespace `eip155` or `solana`";
            return Err(ConnectionError::new(expected, network.to_string()));
        }
        let is_twice = |(place, url)| urls.iter().take(place).any(|other| other == url);
        if urls.is_empty() || urls.iter().enumerate().any(is_twice) {
            let found = if urls.is_empty() { "none" } else { "one twice" };
            return Err(ConnectionError::new("one or more different nodes", found));
        }
        let mut nodes = Vec::new();
        for (place, url) in urls.into_iter().enumerate() {
            let number = u16::try_from(place + 1);
            let number =
                number.map_err(|_| ConnectionError::new("at most 65,535 nodes", "more"))?;
            let transport = Arc::clone(&self.transport);
            let node = Node::new(NodeId(number), url, network.clone(), transport, settings);
            nodes.push(Arc::new(node));
        }
        self.pools.insert(network, Pool { nodes, settings });
        Ok(self)
    }

    /// The networks.
    pub fn networks(&self) -> impl Iterator<Item = &Network> {
        self.pools.keys()
    }

    /// How many nodes of a network must agree.
    #[must_use]
    pub fn quorum(&self, network: &Network) -> Quorum {
        self.pools.get(network).map_or(Quorum::of(0), Pool::quorum)
    }

    /// Asks a round of queries: none but facts of nodes that serve this network.
    pub async fn ask(&self, network: &Network, queries: &[Query]) -> Facts {
        match self.pools.get(network) {
            Some(pool) => pool.ask(queries.into()).await,
            None => Facts::new(),
        }
    }

    /// Asks every node, also those that are left alone, as for a check.
    pub async fn ask_each(&self, network: &Network, queries: &[Query]) -> Facts {
        match self.pools.get(network) {
            Some(pool) => pool.ask_each(queries.into()).await,
            None => Facts::new(),
        }
    }

    /// Hands a signed transaction to every node of a network.
    pub async fn send(&self, network: &Network, transaction: SignedBytes) -> Facts {
        match (self.pools.get(network), Query::send(network, transaction)) {
            (Some(pool), Some(query)) => pool.send(query).await,
            _ => Facts::new(),
        }
    }

    /// How the nodes of a network do, in the order in which they were given.
    #[must_use]
    pub fn nodes(&self, network: &Network) -> Vec<NodeStatus> {
        self.pools
            .get(network)
            .map(Pool::statuses)
            .unwrap_or_default()
    }
}
