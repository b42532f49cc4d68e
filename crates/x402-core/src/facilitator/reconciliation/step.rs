//! What happens to a reconciliation, and what it asks its host to do.

use alloc::vec::Vec;

use crate::{
    chain::{Facts, Query, Quorum},
    facilitator::{StoreAnswer, StoreRequest},
    network::Network,
    timestamp::UnixTimestamp,
};

/// An event of a reconciliation.
#[derive(Clone, Debug, Eq, Hash, PartialEq)]
#[expect(
    clippy::exhaustive_enums,
    reason = "a new case must break the build of every caller"
)]
pub enum ReconciliationEvent {
    /// The settlement was claimed.
    Begun {
        /// The current time.
        now: UnixTimestamp,
    },
    /// The store was asked.
    Stored {
        /// What it answered.
        answer: StoreAnswer,
        /// The current time.
        now: UnixTimestamp,
    },
    /// The nodes were asked: their answers, as many as came.
    Answered {
        /// What the nodes answered.
        facts: Facts,
        /// How many nodes must agree on a fact before it counts.
        quorum: Quorum,
        /// The current time, read again.
        now: UnixTimestamp,
    },
}

impl ReconciliationEvent {
    /// The event's name.
    #[must_use]
    pub fn name(&self) -> &'static str {
        match self {
            Self::Begun { .. } => "begun",
            Self::Stored { .. } => "stored",
            Self::Answered { .. } => "answered",
        }
    }
}

/// What to do next. The last one ends the reconciliation.
#[derive(Clone, Debug, Eq, Hash, PartialEq)]
#[expect(
    clippy::exhaustive_enums,
    reason = "a new case must break the build of every caller"
)]
pub enum ReconciliationStep {
    /// Ask the store.
    Store(StoreRequest),
    /// Ask the network's nodes, all of it in one round.
    Ask {
        /// The network.
        network: Network,
        /// The queries: never empty.
        queries: Vec<Query>,
    },
    /// Nothing. If the settlement is still due, it is claimed again when its lease has lapsed.
    Done,
}
