//! An event that a verification does not wait for.

use x402_core::facilitator;

use super::{Refusal, display};
use crate::mirror::mirror;

/// An event that the verification does not wait for: a mistake of the caller's.
#[derive(Clone, Debug, Eq, PartialEq, uniffi::Error)]
pub enum VerificationOutOfTurn {
    /// The verification does not wait for this event.
    Event {
        /// What it waits for, still.
        stage: VerificationStage,
        /// The name of the event that came.
        event: String,
        /// In words.
        detail: String,
    },
    /// The request, which was given as a record, is not a message.
    Malformed {
        /// Where and why.
        refusal: Refusal,
        /// All of it in one line.
        detail: String,
    },
}

display!(VerificationOutOfTurn: Event, Malformed);

impl From<facilitator::VerificationOutOfTurn> for VerificationOutOfTurn {
    fn from(error: facilitator::VerificationOutOfTurn) -> Self {
        Self::Event {
            stage: error.stage().into(),
            event: error.event().to_owned(),
            detail: error.to_string(),
        }
    }
}

impl From<Refusal> for VerificationOutOfTurn {
    fn from(refusal: Refusal) -> Self {
        Self::Malformed {
            detail: refusal.to_string(),
            refusal,
        }
    }
}

mirror! {
    /// What a verification waits for.
    VerificationStage = facilitator::VerificationStage;
    /// The request.
    Start,
    /// The answers of the chain's nodes.
    Asking,
    /// Nothing: it has ended.
    Done,
}
