//! The stages of a settlement, and the error of an event out of turn.

use core::fmt;

/// What a settlement waits for.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
#[expect(
    clippy::exhaustive_enums,
    reason = "a new case must break the build of every caller"
)]
pub enum SettlementStage {
    /// The request.
    Start,
    /// The store's answer to a load.
    Loading,
    /// The answers of the chain's nodes about the payment.
    Checking,
    /// The answers of the chain's nodes about another transaction that used what the payer signed.
    Searching,
    /// The store's answer to a put.
    Storing,
    /// The progress of the transaction.
    Following,
    /// Nothing: it has ended.
    Done,
}

impl SettlementStage {
    /// What the settlement waits for, in words.
    #[must_use]
    pub fn text(self) -> &'static str {
        match self {
            Self::Start => "the request",
            Self::Loading => "the rows of the store",
            Self::Checking => "the answers of the chain's nodes about the payment",
            Self::Searching => "the answers of the chain's nodes about another transaction",
            Self::Storing => "the store's answer to a put",
            Self::Following => "the progress of the transaction",
            Self::Done => "nothing",
        }
    }
}

/// An event that the settlement does not wait for: a mistake of the caller's.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
pub struct SettlementOutOfTurn {
    pub(super) stage: SettlementStage,
    pub(super) event: &'static str,
}

impl SettlementOutOfTurn {
    /// What the settlement waits for, still.
    #[must_use]
    pub fn stage(&self) -> SettlementStage {
        self.stage
    }

    /// The name of the event that came.
    #[must_use]
    pub fn event(&self) -> &'static str {
        self.event
    }
}

impl fmt::Display for SettlementOutOfTurn {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { stage, event } = self;
        write!(f, "the event `{event}` cannot be taken now: ")?;
        if *stage == SettlementStage::Done {
            return f.write_str("the settlement has ended, start another");
        }
        write!(f, "the settlement waits for {}", stage.text())
    }
}

impl core::error::Error for SettlementOutOfTurn {}
