//! The stages of a reconciliation, and the error of an event out of turn.

use core::fmt;

/// What a reconciliation waits for.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
#[expect(
    clippy::exhaustive_enums,
    reason = "a new case must break the build of every caller"
)]
pub enum ReconciliationStage {
    /// To begin.
    Start,
    /// The store's answer to a load.
    Loading,
    /// The answers of the chain's nodes about the payment.
    Looking,
    /// The answers of the chain's nodes about another transaction that used what the payer signed.
    Searching,
    /// The store's answer to a put.
    Storing,
    /// Nothing: it has ended.
    Done,
}

impl ReconciliationStage {
    /// What the reconciliation waits for, in words.
    #[must_use]
    pub fn text(self) -> &'static str {
        match self {
            Self::Start => "the time to begin",
            Self::Loading => "the rows of the store",
            Self::Looking => "the answers of the chain's nodes about the payment",
            Self::Searching => "the answers of the chain's nodes about another transaction",
            Self::Storing => "the store's answer to a put",
            Self::Done => "nothing",
        }
    }
}

/// An event that the reconciliation does not wait for: a mistake of the caller's.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
pub struct ReconciliationOutOfTurn {
    pub(super) stage: ReconciliationStage,
    pub(super) event: &'static str,
}

impl ReconciliationOutOfTurn {
    /// What the reconciliation waits for, still.
    #[must_use]
    pub fn stage(&self) -> ReconciliationStage {
        self.stage
    }

    /// The name of the event that came.
    #[must_use]
    pub fn event(&self) -> &'static str {
        self.event
    }
}

impl fmt::Display for ReconciliationOutOfTurn {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { stage, event } = self;
        write!(f, "the event `{event}` cannot be taken now: ")?;
        if *stage == ReconciliationStage::Done {
            return f.write_str("the reconciliation has ended");
        }
        write!(f, "the reconciliation waits for {}", stage.text())
    }
}

impl core::error::Error for ReconciliationOutOfTurn {}
