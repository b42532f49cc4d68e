//! The nodes of one network.

use std::{sync::Arc, time::Duration};

use tokio::{
    task::JoinSet,
    time::{self, Instant},
};
use x402_core::chain::{Agreement, Answer, Fact, Facts, Query, Quorum, Sent, Value};

use super::{ConnectionSettings, NodeStatus, node::Node};

/// The nodes of one network.
#[derive(Debug)]
pub(super) struct Pool {
    pub(super) nodes: Vec<Arc<Node>>,
    pub(super) settings: ConnectionSettings,
}

impl Pool {
    pub(super) fn quorum(&self) -> Quorum {
        Quorum::of(self.nodes.len())
    }

    /// Asks as many nodes as must agree, the best first, and further ones while they do not.
    pub(super) async fn ask(&self, queries: Arc<[Query]>) -> Facts {
        let mut left = self.best_first().into_iter();
        let mut running = JoinSet::new();
        let mut start = |running: &mut JoinSet<Vec<Fact>>| match left.next() {
            Some(node) => {
                let queries = Arc::clone(&queries);
                running.spawn(async move { node.ask(&queries).await });
                true
            }
            None => false,
        };
        let mut facts = Facts::new();
        let mut has_more = true;
        for _ in 0..self.quorum().needed() {
            has_more = start(&mut running);
        }
        loop {
            tokio::select! {
                answered = running.join_next() => match answered {
                    Some(answered) => {
                        facts.extend(answered.unwrap_or_default());
                        if self.is_enough(&facts, &queries) {
                            return facts;
                        }
                        // It failed, or those that have answered do not agree.
                        if self.is_short(&facts, &queries, running.len()) {
                            has_more = start(&mut running);
                        }
                    }
                    None if has_more => has_more = start(&mut running),
                    None => return facts,
                },
                () = time::sleep(self.settings.hedge_after), if has_more => {
                    has_more = start(&mut running);
                }
            }
        }
    }

    fn is_enough(&self, facts: &Facts, queries: &[Query]) -> bool {
        let agreed = |query| facts.agreement(query, self.quorum());
        queries
            .iter()
            .all(|query| matches!(agreed(query), Agreement::Agreed(_)))
    }

    /// Whether the nodes that are being asked cannot bring agreement.
    fn is_short(&self, facts: &Facts, queries: &[Query], running: usize) -> bool {
        let needed = self.quorum().needed();
        queries
            .iter()
            .any(|query| match facts.agreement(query, self.quorum()) {
                Agreement::Agreed(_) => false,
                Agreement::Unconfirmed(agreed) => agreed.nodes + running < needed,
                Agreement::Conflict => running == 0,
                Agreement::Unanswered(_) => running < needed,
            })
    }

    /// Hands a transaction to every node. What was begun goes on when this is dropped or has
    /// returned: it waits for the first node that takes it, and a short time more.
    pub(super) async fn send(&self, transaction: Query) -> Facts {
        let queries: Arc<[Query]> = Arc::from([transaction]);
        let (posted, mut answers) = tokio::sync::mpsc::channel(self.nodes.len().max(1));
        for node in self.nodes.iter().filter(|node| !node.is_wrong()) {
            let (node, queries) = (Arc::clone(node), Arc::clone(&queries));
            let posted = posted.clone();
            tokio::spawn(async move {
                let facts = node.post(&queries).await;
                // The sender does not wait any more.
                let _ = posted.send(facts).await;
            });
        }
        drop(posted);
        let mut facts = Facts::new();
        let mut until: Option<Instant> = None;
        loop {
            let rest = until.map_or(Duration::MAX, |until| {
                until.saturating_duration_since(Instant::now())
            });
            let answered = time::timeout(rest, answers.recv()).await;
            let Ok(Some(answered)) = answered else {
                return facts;
            };
            if until.is_none() && answered.iter().any(is_taken) {
                until = Some(Instant::now() + self.settings.hedge_after);
            }
            facts.extend(answered);
        }
    }

    /// Asks every node, each by itself.
    pub(super) async fn ask_each(&self, queries: Arc<[Query]>) -> Facts {
        let mut running = JoinSet::new();
        for node in &self.nodes {
            let (node, queries) = (Arc::clone(node), Arc::clone(&queries));
            running.spawn(async move { node.post(&queries).await });
        }
        let answers = running.join_all().await;
        answers.into_iter().flatten().collect()
    }

    fn best_first(&self) -> Vec<Arc<Node>> {
        let now = Instant::now();
        let mut nodes: Vec<_> = self.nodes.iter().filter(|node| !node.is_wrong()).collect();
        nodes.sort_by(|one, other| one.health().compare(&other.health(), now));
        nodes.into_iter().cloned().collect()
    }

    pub(super) fn statuses(&self) -> Vec<NodeStatus> {
        let now = Instant::now();
        let healths: Vec<_> = self.nodes.iter().map(|node| node.health()).collect();
        let highest = healths.iter().filter_map(|health| health.head).max();
        let nodes = self.nodes.iter().zip(healths).enumerate();
        nodes
            .map(|(place, (node, health))| NodeStatus {
                number: place + 1,
                host: node.url.to_string(),
                lag: highest
                    .zip(health.head)
                    .map(|(highest, head)| highest - head),
                answered: health
                    .answered_at
                    .map(|at| now.saturating_duration_since(at)),
                rest: health.rest(now),
                serves: health.serves,
                head: health.head,
                asked: health.asked,
                failed: health.failed,
            })
            .collect()
    }
}

fn is_taken(fact: &Fact) -> bool {
    let value = fact.answer.value();
    let taken = |sent: &Sent| matches!(sent, Sent::Accepted | Sent::AlreadyKnown);
    matches!(&fact.answer, Answer::Value(_))
        && matches!(value, Some(Value::Sent(sent)) if taken(sent))
}
