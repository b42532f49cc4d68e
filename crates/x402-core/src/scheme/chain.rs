//! What a caller knows from a chain.

use alloc::vec::Vec;

use crate::{
    amount::Amount,
    chain::{Answer, DeclaredState, Facts, Query, Quorum, Value},
    network::Network,
};

/// What a caller knows from a chain.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Known<'a> {
    /// What the nodes that were asked agree on.
    Facts { facts: &'a Facts, quorum: Quorum },
    /// A state that answers for every network.
    Declared(&'a DeclaredState),
    /// A state that answers for one network.
    At(&'a DeclaredState, &'a Network),
}

impl<'a> Known<'a> {
    /// A chain of which nothing is known.
    pub(crate) const NOTHING: Self = Self::Facts {
        facts: &NO_FACTS,
        quorum: Quorum::of(1),
    };

    /// What is known from this network.
    pub(crate) fn at(self, network: &'a Network) -> Self {
        match self {
            Self::Declared(state) => Self::At(state, network),
            Self::Facts { .. } | Self::At(..) => self,
        }
    }

    /// The answer on which enough nodes agree. Without facts the query is not even built.
    pub(crate) fn answer<Q: Into<Query>>(self, query: impl FnOnce() -> Q) -> Option<Answer> {
        match self {
            Self::Facts { facts, .. } if facts.is_empty() => None,
            Self::Facts { facts, quorum } => {
                facts.agreement(&query().into(), quorum).agreed().cloned()
            }
            Self::At(state, network) => state.answer(network, &query().into()),
            Self::Declared(_) => None,
        }
    }

    /// The value on which enough nodes agree.
    pub(crate) fn value<Q: Into<Query>>(self, query: impl FnOnce() -> Q) -> Option<Value> {
        match self.answer(query)? {
            Answer::Value(value) => Some(value),
            _ => None,
        }
    }

    /// The flag on which enough nodes agree.
    pub(crate) fn flag<Q: Into<Query>>(self, query: impl FnOnce() -> Q) -> Option<bool> {
        match self.value(query)? {
            Value::Flag(flag) => Some(flag),
            _ => None,
        }
    }

    /// The amount on which enough nodes agree.
    pub(crate) fn amount<Q: Into<Query>>(self, query: impl FnOnce() -> Q) -> Option<Amount> {
        match self.value(query)? {
            Value::Amount(amount) => Some(amount),
            _ => None,
        }
    }
}

/// No query twice, in the order of the first ones.
pub(crate) fn distinct(queries: impl IntoIterator<Item = Query>) -> Vec<Query> {
    let mut distinct = Vec::new();
    for query in queries {
        if !distinct.contains(&query) {
            distinct.push(query);
        }
    }
    distinct
}

static NO_FACTS: Facts = Facts::new();
