//! The stages of a broadcast, and the error of an event out of turn.

use core::fmt;

/// What a broadcast waits for.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
#[expect(
    clippy::exhaustive_enums,
    reason = "a new case must break the build of every caller"
)]
pub enum BroadcastStage {
    /// To be woken.
    Waiting,
    /// The store's answer to a load.
    Loading,
    /// The answers of the chain's nodes.
    Asking,
    /// The signature.
    Signing,
    /// The store's answer to a put.
    Storing,
    /// The end of a sending.
    Sending,
    /// Nothing: it has ended.
    Done,
}

impl BroadcastStage {
    /// What the broadcast waits for, in words.
    #[must_use]
    pub fn text(self) -> &'static str {
        match self {
            Self::Waiting => "the time to go on",
            Self::Loading => "the rows of the store",
            Self::Asking => "the answers of the chain's nodes",
            Self::Signing => "the signature",
            Self::Storing => "the store's answer to a put",
            Self::Sending => "the end of the sending",
            Self::Done => "nothing",
        }
    }
}

/// An event that the broadcast does not wait for: a mistake of the caller's.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
pub struct BroadcastOutOfTurn {
    pub(super) stage: BroadcastStage,
    pub(super) event: &'static str,
}

impl BroadcastOutOfTurn {
    /// What the broadcast waits for, still.
    #[must_use]
    pub fn stage(&self) -> BroadcastStage {
        self.stage
    }

    /// The name of the event that came.
    #[must_use]
    pub fn event(&self) -> &'static str {
        self.event
    }
}

impl fmt::Display for BroadcastOutOfTurn {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { stage, event } = self;
        write!(f, "the event `{event}` cannot be taken now: ")?;
        if *stage == BroadcastStage::Done {
            return f.write_str("the broadcast has ended");
        }
        write!(f, "the broadcast waits for {}", stage.text())
    }
}

impl core::error::Error for BroadcastOutOfTurn {}
