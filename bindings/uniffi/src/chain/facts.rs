//! What the nodes of one network answered.

use std::{collections::BTreeSet, sync::Arc};

use x402_core::chain::{self, Answer};

/// What the nodes of one network answered: of each node and query the newest answer.
///
/// It is never changed: `merge` makes another one. Keep the facts of each network apart.
#[derive(Debug, Default, uniffi::Object)]
pub struct Facts(pub(crate) chain::Facts);

/// Why a node did not answer a query.
#[derive(Clone, Debug, Eq, Ord, PartialEq, PartialOrd, uniffi::Record)]
pub struct NodeFailure {
    /// The node, by the number that the app gave it.
    pub node: u16,
    /// Whether the same request to the same node may succeed later.
    pub is_transient: bool,
    /// Seconds to wait before the next request, where the node stated it; at most an hour.
    pub retry_after: Option<u32>,
    /// All of it in one line.
    pub detail: String,
}

#[uniffi::export]
impl Facts {
    /// No facts.
    #[uniffi::constructor]
    pub fn new() -> Self {
        Self::default()
    }

    /// These facts and those of another answer or node, in any order.
    pub fn merge(&self, other: &Facts) -> Arc<Facts> {
        let mut facts = self.0.clone();
        facts.merge(other.0.clone());
        Arc::new(Self(facts))
    }

    /// Whether no query was answered, not even by a failure.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Why nodes did not answer: each reason of each node once, in the order of the nodes.
    pub fn failures(&self) -> Vec<NodeFailure> {
        let failures = self.0.clone().into_iter().filter_map(|fact| {
            let node = fact.from.0;
            match fact.answer {
                Answer::Value(_) | Answer::Refused(_) => None,
                Answer::Failed(failure) => Some(NodeFailure {
                    node,
                    is_transient: failure.cause.is_transient(),
                    retry_after: failure.retry_after,
                    detail: failure.to_string(),
                }),
                Answer::Nonsense(nonsense) => Some(NodeFailure {
                    node,
                    is_transient: false,
                    retry_after: None,
                    detail: nonsense.to_string(),
                }),
            }
        });
        // One after the other: to collect them would sort first, which takes 5 KB of code.
        let mut distinct = BTreeSet::new();
        distinct.extend(failures);
        distinct.into_iter().collect()
    }
}
