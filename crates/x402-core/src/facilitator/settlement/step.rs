//! What happens to a settlement, and what it asks its host to do.

use alloc::{boxed::Box, string::String, vec::Vec};

use crate::{
    any::SettleRequest,
    chain::{Facts, Query, Quorum},
    facilitator::{StoreAnswer, StoreRequest, TransactionKey},
    message::SettleResponse,
    network::Network,
    timestamp::UnixTimestamp,
};

/// An event of a settlement.
#[derive(Clone, Debug, Eq, PartialEq)]
#[expect(
    clippy::exhaustive_enums,
    reason = "a new case must break the build of every caller"
)]
pub enum SettlementEvent {
    /// A request came. A body that cannot be read as one is answered with status 400.
    Request {
        /// The body of `POST /settle`.
        request: Box<SettleRequest>,
        /// The header `Idempotency-Key`: the server's name for this settlement.
        repeat_token: Option<String>,
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
    /// A [`SettlementStep::Follow`] is over: the transaction's rows have changed, or its time has
    /// passed.
    Woke {
        /// The current time.
        now: UnixTimestamp,
    },
}

impl SettlementEvent {
    /// The event's name.
    #[must_use]
    pub fn name(&self) -> &'static str {
        match self {
            Self::Request { .. } => "request",
            Self::Stored { .. } => "stored",
            Self::Answered { .. } => "answered",
            Self::Woke { .. } => "woke",
        }
    }
}

/// What to do next. The last one ends the settlement.
#[derive(Clone, Debug, Eq, PartialEq)]
#[expect(
    clippy::exhaustive_enums,
    reason = "a new case must break the build of every caller"
)]
pub enum SettlementStep {
    /// Ask the store.
    Store(StoreRequest),
    /// Ask the network's nodes, all of it in one round.
    Ask {
        /// The network.
        network: Network,
        /// The queries: never empty.
        queries: Vec<Query>,
    },
    /// See that a [`Broadcast`](crate::facilitator::Broadcast) drives this transaction, here or
    /// where its lease is, and give [`SettlementEvent::Woke`] when that has written rows, or
    /// after a time.
    Follow {
        /// The transaction.
        transaction: TransactionKey,
        /// How long at most, in milliseconds.
        millis: u64,
    },
    /// Answer the request.
    Answer(SettlementAnswer),
}

/// The answer to a request to settle.
#[derive(Clone, Debug, Eq, PartialEq)]
#[expect(clippy::exhaustive_structs, reason = "a caller matches on it")]
pub struct SettlementAnswer {
    /// The HTTP status: 200, or 503 if the store or the nodes did not answer. A 503 proves
    /// nothing: an earlier step or request may have reserved or sent the payment.
    pub status: u16,
    /// The header `Retry-After` in seconds.
    pub retry_after: Option<u32>,
    /// The body.
    pub response: Box<SettleResponse>,
}
