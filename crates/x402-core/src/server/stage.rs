//! What an exchange waits for, and what it says when something else comes.

use core::fmt;

/// What an exchange waits for.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
pub enum ExchangeStage {
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

impl fmt::Display for ExchangeStage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Start => "the request",
            Self::Reserving => "the replay store",
            Self::Verifying => "the facilitator to verify",
            Self::Marking => "the replay store to mark the key",
            Self::Settling => "the facilitator to settle",
            Self::Serving => "the handler",
            Self::Done => "nothing",
        })
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
        write!(
            f,
            "the exchange waits for {stage}, not for the event {event}"
        )
    }
}

impl core::error::Error for OutOfTurn {}
