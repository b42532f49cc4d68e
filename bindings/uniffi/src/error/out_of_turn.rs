//! An event that an exchange does not wait for.

use x402_core::server;

use super::{Refusal, display};
use crate::mirror::mirror;

/// An event that the exchange does not wait for: a mistake of the caller's.
#[derive(Clone, Debug, Eq, PartialEq, uniffi::Error)]
pub enum OutOfTurn {
    /// The exchange does not wait for this event.
    Event {
        /// What it waits for, still.
        stage: ExchangeStage,
        /// The name of the event that came.
        event: String,
        /// In words.
        detail: String,
    },
    /// The entropy does not have 16 bytes.
    Entropy {
        /// In words.
        detail: String,
    },
    /// The facilitator's answer, which was given as a record, is no message.
    Malformed {
        /// Where and why.
        refusal: Refusal,
        /// All of it in one line.
        detail: String,
    },
}

display!(OutOfTurn: Event, Entropy, Malformed);

impl From<server::OutOfTurn> for OutOfTurn {
    fn from(error: server::OutOfTurn) -> Self {
        Self::Event {
            stage: error.stage().into(),
            event: error.event().to_owned(),
            detail: error.to_string(),
        }
    }
}

impl From<Refusal> for OutOfTurn {
    fn from(refusal: Refusal) -> Self {
        Self::Malformed {
            detail: refusal.to_string(),
            refusal,
        }
    }
}

mirror! {
    /// What an exchange waits for.
    ExchangeStage = server::ExchangeStage;
    /// The request.
    Start,
    /// The store of responses, about the payment's id.
    Recalling,
    /// The replay store.
    Reserving,
    /// The nodes of the payment's network, about the payment.
    Checking,
    /// The facilitator's response to `/verify`.
    Verifying,
    /// The replay store, to note that the payment is being settled.
    Marking,
    /// The facilitator's response to `/settle`.
    Settling,
    /// The nodes of the payment's network, about the settlement.
    Proving,
    /// The handler.
    Serving,
    /// Nothing: it has ended.
    Done,
}
