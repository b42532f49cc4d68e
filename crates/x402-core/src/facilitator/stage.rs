//! The stages of a verification, and the error of an event out of turn.

use core::fmt;

use crate::words::words;

words! {
    /// What a verification waits for.
    #[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
    #[expect(
        clippy::exhaustive_enums,
        reason = "a new case must break the build of every caller"
    )]
    pub enum VerificationStage: "stage of a verification" {
        /// The request.
        Start = "start",
        /// The answers of the chain's nodes.
        Asking = "asking",
        /// Nothing: it has ended.
        Done = "done",
    }
}

impl VerificationStage {
    /// What the verification waits for, in words.
    #[must_use]
    pub fn text(self) -> &'static str {
        match self {
            Self::Start => "the request",
            Self::Asking => "the answers of the chain's nodes",
            Self::Done => "nothing",
        }
    }
}

/// An event that the verification does not wait for: a mistake of the caller's.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
pub struct VerificationOutOfTurn {
    pub(super) stage: VerificationStage,
    pub(super) event: &'static str,
}

impl VerificationOutOfTurn {
    /// What the verification waits for, still.
    #[must_use]
    pub fn stage(&self) -> VerificationStage {
        self.stage
    }

    /// The name of the event that came.
    #[must_use]
    pub fn event(&self) -> &'static str {
        self.event
    }
}

impl fmt::Display for VerificationOutOfTurn {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { stage, event } = self;
        write!(f, "the event `{event}` cannot be taken now: ")?;
        if *stage == VerificationStage::Done {
            return f.write_str("the verification has ended, start another");
        }
        write!(f, "the verification waits for {}", stage.text())
    }
}

impl core::error::Error for VerificationOutOfTurn {}
