//! One answer of one node.

use super::{answer::Answer, head::Head, query::Query};
use crate::{json::Object, network::Network};

/// What one node answered to one query, as of one point of the chain.
#[derive(Clone, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
#[expect(clippy::exhaustive_structs, reason = "a caller writes it as a literal")]
pub struct Fact {
    /// The query.
    pub query: Query,
    /// The answer.
    pub answer: Answer,
    /// The point of the chain at which the answer holds.
    ///
    /// Exact where the node reports it with the answer: reads through Multicall3, blocks by their
    /// tag, most of Solana's methods. For other answers it is the number alone of the block that
    /// the node reported for the same tag in the same round, and `None` if it reported none.
    pub at: Option<Head>,
    /// The node that answered.
    pub from: NodeId,
}

impl Fact {
    /// The JSON form of [`Answer::to_object`], with `at` where the point of the chain is known:
    /// its `height`, `hash` and `time`.
    ///
    /// The query and the node are the host's own, and are not part of it.
    #[must_use]
    pub fn to_object(&self) -> Object<'static> {
        members(&self.answer, self.at)
    }

    /// The network that the node serves, if this answers [`Query::network`].
    ///
    /// A node whose network is another one than was asked for is a mistake in a configuration:
    /// none of its answers counts.
    ///
    /// ```
    /// use x402_core::{Network, chain::{Answer, Fact, NodeId, Query, Value}};
    ///
    /// let base = Network::eip155(8453);
    /// let query = Query::network(&base).expect("an EVM chain");
    /// let answer = Answer::Value(Value::Number(1));
    /// let fact = Fact { query, answer, at: None, from: NodeId(1) };
    /// assert_eq!(fact.network(), Some(Network::eip155(1)));
    /// assert_ne!(fact.network(), Some(base));
    /// ```
    #[must_use]
    pub fn network(&self) -> Option<Network> {
        self.query.network_in(self.answer.value()?)
    }
}

/// The JSON form of an answer, and of the point of the chain at which it holds.
pub(super) fn members(answer: &Answer, at: Option<Head>) -> Object<'static> {
    let mut members = answer.to_object();
    if let Some(at) = at {
        members.insert("at", at.to_object());
    }
    members
}

/// The identity of an independent node, chosen by the host.
///
/// Two endpoints of one operator are one node: they fail and err together.
#[derive(Clone, Copy, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
#[expect(clippy::exhaustive_structs, reason = "a caller writes it as a literal")]
pub struct NodeId(pub u16);
