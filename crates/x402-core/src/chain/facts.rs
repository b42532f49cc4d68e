//! Facts of several nodes, merged.

use alloc::collections::{BTreeMap, btree_map::Entry};

use super::{
    answer::Answer,
    fact::{Fact, NodeId},
    head::Head,
    query::Query,
};

/// What the nodes of one network answered: of each node and query the newest answer.
///
/// Facts may come in any order, twice, and in several parts: merging is commutative, associative
/// and idempotent. Of one node and query
/// - a value or refusal replaces a failure, and one at a newer head replaces an older one;
/// - another answer at the same head is a conflict: both are kept, and the node counts for
///   neither.
///
/// An answer without a head is older than any with one. Collect the facts of one round in one
/// value, and ask [`Block(Latest)`](crate::chain::EvmQuery::Block) with queries that have no head
/// of their own if rounds are to be merged.
///
/// Merging `n` facts takes time in the order of n log n.
///
/// ```
/// use x402_core::chain::{Answer, EvmQuery, Fact, Facts, Head, NodeId, Query, Value};
///
/// let query = Query::from(EvmQuery::ChainId);
/// let fact = |number, chain| Fact {
///     query: query.clone(),
///     answer: Answer::Value(Value::Number(chain)),
///     at: Some(Head::Block { number, hash: None, time: None }),
///     from: NodeId(1),
/// };
/// let mut facts = Facts::default();
/// facts.extend([fact(7, 8453), fact(6, 1), fact(7, 8453)]);
/// assert_eq!(facts.into_iter().collect::<Vec<_>>(), [fact(7, 8453)]);
/// ```
#[derive(Clone, Debug, Default, Eq, Hash, PartialEq)]
pub struct Facts {
    nodes: BTreeMap<Query, BTreeMap<NodeId, Newest>>,
}

/// A node's newest answers to one query: all at one height, two at most.
type Newest = BTreeMap<Answer, Option<Head>>;

/// Two answers are a conflict, and more are not a greater one.
const MOST: usize = 2;

impl Facts {
    /// No facts.
    #[must_use]
    pub const fn new() -> Self {
        Self {
            nodes: BTreeMap::new(),
        }
    }

    /// Adds one fact.
    pub fn insert(&mut self, fact: Fact) {
        let Fact {
            query,
            answer,
            at,
            from,
        } = fact;
        add(self.nodes.entry(query).or_default(), from, answer, at);
    }

    /// Adds all facts of another value.
    pub fn merge(&mut self, other: Self) {
        for (query, nodes) in other.nodes {
            match self.nodes.entry(query) {
                Entry::Vacant(entry) => {
                    entry.insert(nodes);
                }
                Entry::Occupied(mut entry) => {
                    for (from, newest) in nodes {
                        for (answer, at) in newest {
                            add(entry.get_mut(), from, answer, at);
                        }
                    }
                }
            }
        }
    }

    /// The answers to one query by node, with the heads at which they hold.
    pub fn answers(&self, query: &Query) -> impl Iterator<Item = (NodeId, &Answer, Option<Head>)> {
        let nodes = self.nodes.get(query).into_iter().flatten();
        nodes.flat_map(|(node, newest)| newest.iter().map(|(answer, at)| (*node, answer, *at)))
    }

    /// What a node knows, if it does not contradict itself.
    pub(crate) fn known_by(&self, query: &Query, node: NodeId) -> Option<(&Answer, Option<Head>)> {
        sole(self.nodes.get(query)?.get(&node)?)
    }

    /// What each node knows that does not contradict itself.
    pub(crate) fn known(
        &self,
        query: &Query,
    ) -> impl Iterator<Item = (NodeId, (&Answer, Option<Head>))> {
        let nodes = self.nodes.get(query).into_iter().flatten();
        nodes.filter_map(|(node, newest)| Some((*node, sole(newest)?)))
    }

    /// Whether no fact has been added.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.nodes.is_empty()
    }
}

/// Adds a node's answer to what is known about a query.
fn add(nodes: &mut BTreeMap<NodeId, Newest>, from: NodeId, answer: Answer, at: Option<Head>) {
    let newest = nodes.entry(from).or_default();
    let rank = rank(&answer, at);
    match newest
        .first_key_value()
        .map(|(answer, at)| self::rank(answer, *at))
    {
        Some(known) if known > rank => return,
        Some(known) if known < rank => newest.clear(),
        _ => {}
    }
    let is_answered = answer.is_answered();
    // At one height a head with a hash is greater than one without: it has more to compare.
    let head = newest.entry(answer).or_default();
    *head = (*head).max(at);
    while newest.len() > if is_answered { MOST } else { 1 } {
        newest.pop_last();
    }
}

/// The one answer, if it is one and about the chain.
fn sole(newest: &Newest) -> Option<(&Answer, Option<Head>)> {
    let (answer, at) = newest.first_key_value()?;
    (newest.len() == 1 && answer.is_answered()).then_some((answer, *at))
}

/// What replaces what: evidence a failure, then the newer head the older one.
fn rank(answer: &Answer, at: Option<Head>) -> (bool, Option<u64>) {
    (answer.is_answered(), at.map(|head| head.height()))
}

impl Extend<Fact> for Facts {
    fn extend<I: IntoIterator<Item = Fact>>(&mut self, facts: I) {
        for fact in facts {
            self.insert(fact);
        }
    }
}

impl FromIterator<Fact> for Facts {
    fn from_iter<I: IntoIterator<Item = Fact>>(facts: I) -> Self {
        let mut merged = Self::default();
        merged.extend(facts);
        merged
    }
}

impl IntoIterator for Facts {
    type Item = Fact;
    type IntoIter = alloc::vec::IntoIter<Fact>;

    fn into_iter(self) -> Self::IntoIter {
        let mut facts = alloc::vec::Vec::new();
        for (query, nodes) in self.nodes {
            for (from, newest) in nodes {
                facts.extend(newest.into_iter().map(|(answer, at)| Fact {
                    query: query.clone(),
                    answer,
                    at,
                    from,
                }));
            }
        }
        facts.into_iter()
    }
}
