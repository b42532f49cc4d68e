//! One node.

use std::sync::{Arc, Mutex, PoisonError};

use tokio::time::{self, Instant};
use x402_core::{
    chain::{Answer, Fact, NodeId, Query},
    network::Network,
    rpc,
};

use super::{ConnectionSettings, NodeUrl, Transport, TransportResponse, health::Health};

/// One node of a network.
#[derive(Debug)]
pub(super) struct Node {
    pub(super) id: NodeId,
    pub(super) url: NodeUrl,
    network: Network,
    transport: Arc<dyn Transport>,
    settings: ConnectionSettings,
    health: Mutex<Health>,
}

impl Node {
    pub(super) fn new(
        id: NodeId,
        url: NodeUrl,
        network: Network,
        transport: Arc<dyn Transport>,
        settings: ConnectionSettings,
    ) -> Self {
        Self {
            id,
            url,
            network,
            transport,
            settings,
            health: Mutex::default(),
        }
    }

    pub(super) fn health(&self) -> Health {
        let health = self.health.lock().unwrap_or_else(PoisonError::into_inner);
        health.clone()
    }

    fn with_health(&self, change: impl FnOnce(&mut Health)) {
        change(&mut self.health.lock().unwrap_or_else(PoisonError::into_inner));
    }

    /// Whether it serves another network than its own.
    pub(super) fn is_wrong(&self) -> bool {
        let serves = self.health().serves;
        serves.is_some_and(|serves| serves != self.network)
    }

    /// Asks a round of queries when its rest is over: one fact for each of them, and none if it
    /// serves another network or its rest is longer than a request may take.
    pub(super) async fn ask(&self, queries: &[Query]) -> Vec<Fact> {
        let rest = self.health().rest(Instant::now());
        if rest > self.settings.timeout {
            return Vec::new();
        }
        time::sleep(rest).await;
        self.post(queries).await
    }

    /// As [`ask`](Self::ask), at once.
    pub(super) async fn post(&self, queries: &[Query]) -> Vec<Fact> {
        let is_known = self.health().serves.is_some();
        let identity = Query::network(&self.network).filter(|_| !is_known);
        let identity = identity.as_slice();
        let all = [identity, queries].concat();
        let deadline = Instant::now() + self.settings.timeout;
        let mut facts = self.in_every_shape(&all, deadline).await;
        self.with_health(|health| health.take(&facts, &self.settings, Instant::now()));
        if let Some(serves) = facts.iter().find_map(Fact::network) {
            self.with_health(|health| health.serves = Some(serves));
        }
        // Also while it has not named its network.
        if self.health().serves.as_ref() != Some(&self.network) {
            return Vec::new();
        }
        facts.drain(..identity.len().min(facts.len()));
        facts
    }

    /// Asks in one shape after the other, until the node takes it.
    async fn in_every_shape(&self, queries: &[Query], deadline: Instant) -> Vec<Fact> {
        let mut known: Vec<Fact> = Vec::new();
        loop {
            let shape = self.health().shape;
            let mut responses = Vec::new();
            for body in rpc::write(queries, shape).unwrap_or_default() {
                responses.push(self.response(body, deadline).await);
            }
            let responses: Vec<_> = responses
                .iter()
                .map(TransportResponse::as_response)
                .collect();
            let facts = rpc::read(queries, shape, &responses, self.id).unwrap_or_default();
            let next = shape.after(&facts);
            known = merged(known, facts);
            match next {
                Some(next) => self.with_health(|health| health.shape = next),
                None => return known,
            }
        }
    }

    async fn response(&self, body: String, deadline: Instant) -> TransportResponse {
        let posted = self.transport.post(&self.url, body);
        time::timeout_at(deadline, posted).await.unwrap_or_default()
    }
}

/// The newer facts, but for a failure where an answer is known.
fn merged(known: Vec<Fact>, newer: Vec<Fact>) -> Vec<Fact> {
    let mut known = known.into_iter();
    let choose = |newer: Fact| match known.next() {
        Some(older) if !is_failed(&older) && is_failed(&newer) => older,
        _ => newer,
    };
    newer.into_iter().map(choose).collect()
}

fn is_failed(fact: &Fact) -> bool {
    matches!(fact.answer, Answer::Failed(_))
}
