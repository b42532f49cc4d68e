//! An event that an exchange does not wait for.

use x402_core::server;

use super::{Refusal, display};
use crate::mirror::mirror;

/// What an exchange was told makes no sense: a mistake of the caller's.
#[derive(Clone, Debug, Eq, PartialEq, uniffi::Error)]
pub enum Misuse {
    /// The exchange does not wait for this event.
    OutOfTurn {
        /// What it waits for, still.
        stage: Stage,
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

display!(Misuse: OutOfTurn, Entropy, Malformed);

impl From<server::OutOfTurn> for Misuse {
    fn from(error: server::OutOfTurn) -> Self {
        Self::OutOfTurn {
            stage: error.stage().into(),
            event: error.event().to_owned(),
            detail: error.to_string(),
        }
    }
}

impl From<Refusal> for Misuse {
    fn from(refusal: Refusal) -> Self {
        Self::Malformed {
            detail: refusal.to_string(),
            refusal,
        }
    }
}

mirror! {
    /// What an exchange waits for.
    Stage = server::ExchangeStage;
    /// The request.
    Start,
    /// The replay store.
    Reserving,
    /// The facilitator's word on the payment.
    Verifying,
    /// The replay store, to note that the payment is being settled.
    Marking,
    /// The facilitator's word on the settlement.
    Settling,
    /// The handler.
    Serving,
    /// Nothing: it has ended.
    Done,
}
