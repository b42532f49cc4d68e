//! What happens to a broadcast, and what it asks its host to do.

use alloc::vec::Vec;

use crate::{
    address::Address,
    chain::{Facts, Query, Quorum, SignedBytes},
    evm::Signature,
    facilitator::{StoreAnswer, StoreRequest},
    network::Network,
    svm,
    timestamp::UnixTimestamp,
};

/// An event of a broadcast.
#[derive(Clone, Debug, Eq, Hash, PartialEq)]
#[expect(
    clippy::exhaustive_enums,
    reason = "a new case must break the build of every caller"
)]
pub enum BroadcastEvent {
    /// Begin, or go on after a [`BroadcastStep::Wait`].
    Woke,
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
    /// The signer was asked.
    Signed {
        /// Its signature; `None` if it refused or did not answer in time.
        signature: Option<Signature>,
        /// The current time, read again: people and hardware take their time.
        now: UnixTimestamp,
    },
    /// The signer was asked to sign a message.
    MessageSigned {
        /// Its signature; `None` if it refused or did not answer in time.
        signature: Option<svm::Signature>,
        /// The current time, read again.
        now: UnixTimestamp,
    },
    /// The transaction was handed to every node.
    Sent {
        /// What they answered to [`Query::send`]. None of it proves anything, and all of it may be
        /// missing.
        facts: Facts,
    },
}

impl BroadcastEvent {
    /// The event's name.
    #[must_use]
    pub fn name(&self) -> &'static str {
        match self {
            Self::Woke => "woke",
            Self::Stored { .. } => "stored",
            Self::Answered { .. } => "answered",
            Self::Signed { .. } => "signed",
            Self::MessageSigned { .. } => "message signed",
            Self::Sent { .. } => "sent",
        }
    }
}

/// What to do next. The last one ends the broadcast.
#[derive(Clone, Debug, Eq, Hash, PartialEq)]
#[expect(
    clippy::exhaustive_enums,
    reason = "a new case must break the build of every caller"
)]
pub enum BroadcastStep {
    /// Ask the store.
    Store(StoreRequest),
    /// Ask the network's nodes, all of it in one round.
    Ask {
        /// The network.
        network: Network,
        /// The queries: never empty.
        queries: Vec<Query>,
    },
    /// Sign a transaction's hash.
    Sign {
        /// The account that signs.
        signer: Address,
        /// What it signs.
        digest: [u8; 32],
    },
    /// Sign a message of Solana. The signer must be deterministic, as RFC 8032 demands: after a
    /// loss of rows the same message gets the same signature, by which it is found in the chain.
    SignMessage {
        /// The account that signs, and pays the fee.
        signer: Address,
        /// What it signs: the bytes, not their hash.
        message: Vec<u8>,
    },
    /// Hand a signed transaction to every node of the network. It is stored.
    Send {
        /// The network.
        network: Network,
        /// The transaction.
        raw: SignedBytes,
    },
    /// Wait, then give [`BroadcastEvent::Woke`].
    Wait {
        /// How long, in milliseconds.
        millis: u64,
    },
    /// Nothing: the transaction has ended, and its rows say how.
    Done,
}
