//! The stages of an exchange, and the error of an event out of turn.

use core::fmt;

use crate::words::words;

words! {
    /// What an exchange waits for.
    #[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
    #[expect(
        clippy::exhaustive_enums,
        reason = "a new case must break the build of every caller"
    )]
    pub enum ExchangeStage: "stage of an exchange" {
        /// The request.
        Start = "start",
        /// The store of responses, about the payment's id.
        Recalling = "recalling",
        /// The replay store.
        Reserving = "reserving",
        /// The nodes of the payment's network, about the payment.
        Checking = "checking",
        /// The facilitator's response to `/verify`.
        Verifying = "verifying",
        /// The replay store, to note that the payment is being settled.
        Marking = "marking",
        /// The facilitator's response to `/settle`.
        Settling = "settling",
        /// The nodes of the payment's network, about the settlement.
        Proving = "proving",
        /// The handler.
        Serving = "serving",
        /// Nothing: it has ended.
        Done = "done",
    }
}

impl ExchangeStage {
    /// What the exchange waits for, in words.
    #[must_use]
    pub fn text(self) -> &'static str {
        match self {
            Self::Start => "the request",
            Self::Recalling => "the store of responses",
            Self::Reserving => "the replay store",
            Self::Checking => "the chain to answer about the payment",
            Self::Verifying => "the facilitator to verify",
            Self::Marking => "the replay store to mark the key",
            Self::Settling => "the facilitator to settle",
            Self::Proving => "the chain to answer about the settlement",
            Self::Serving => "the handler",
            Self::Done => "nothing",
        }
    }
}

/// An event came that the exchange does not wait for: a mistake of the caller's.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct OutOfTurn {
    pub(super) stage: ExchangeStage,
    pub(super) event: &'static str,
}

impl OutOfTurn {
    /// What the exchange waits for, still.
    #[must_use]
    pub fn stage(&self) -> ExchangeStage {
        self.stage
    }

    /// The name of the event that came.
    #[must_use]
    pub fn event(&self) -> &'static str {
        self.event
    }
}

impl fmt::Display for OutOfTurn {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { stage, event } = self;
        if *stage == ExchangeStage::Done {
            return write!(
                f,
                "the event `{event}` cannot be taken now: the exchange has ended, start another"
            );
        }
        write!(
            f,
            "the event `{event}` cannot be taken now: the exchange waits for {}",
            stage.text()
        )
    }
}

impl core::error::Error for OutOfTurn {}
