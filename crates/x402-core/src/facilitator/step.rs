//! What happens to a verification, and what it asks its host to do.

use alloc::{boxed::Box, vec::Vec};

use crate::{
    any::VerifyRequest,
    chain::{Facts, Query, Quorum},
    message::VerifyResponse,
    network::Network,
    timestamp::UnixTimestamp,
};

/// An event of a verification.
#[derive(Clone, Debug, Eq, PartialEq)]
#[expect(
    clippy::exhaustive_enums,
    reason = "a new case must break the build of every caller"
)]
pub enum VerificationEvent {
    /// A request came. A body that cannot be read as one is answered with status 400.
    Request {
        /// The body of `POST /verify`.
        request: Box<VerifyRequest>,
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

impl VerificationEvent {
    /// The event's name.
    #[must_use]
    pub fn name(&self) -> &'static str {
        match self {
            Self::Request { .. } => "request",
            Self::Answered { .. } => "answered",
        }
    }
}

/// What to do next. The last one ends the verification.
#[derive(Clone, Debug, Eq, PartialEq)]
#[expect(
    clippy::exhaustive_enums,
    reason = "a new case must break the build of every caller"
)]
pub enum VerificationStep {
    /// Ask the network's nodes, all of it in one round.
    Ask {
        /// The network.
        network: Network,
        /// The queries: never empty, and none that was asked before.
        queries: Vec<Query>,
    },
    /// Answer the request with this and status 200.
    Answer(Box<VerifyResponse>),
}
