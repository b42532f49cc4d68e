//! What each rule found, for [`examine`](crate::verify::examine).

use alloc::string::String;

use super::{rejection::Rejection, rule::Rule};
use crate::{chain::ChainCheck, words::words};

/// The result of one rule for one payment.
#[derive(Clone, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub struct Finding {
    /// The rule.
    pub rule: &'static Rule,
    /// Its result.
    pub outcome: Outcome,
}

/// The result of a rule.
#[derive(Clone, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub enum Outcome {
    /// The payment satisfies the rule.
    Passed,
    /// It does not: the payment is refused.
    Failed(Rejection),
    /// It does not, which is a warning only.
    Warned(Rejection),
    /// Only the chain can make this check, and no fact was given.
    Unchecked(ChainCheck),
    /// The rule does not concern this payment, or one before it left nothing to look at.
    NotApplied,
}

words! {
    /// The kinds of [`Outcome`].
    #[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
    #[non_exhaustive]
    pub enum OutcomeKind: "outcome of a rule" {
        /// The payment satisfies the rule.
        Passed = "passed",
        /// It does not: the payment is refused.
        Failed = "failed",
        /// It does not, which is a warning only.
        Warned = "warned",
        /// Only the chain can make this check, and no fact was given.
        Unchecked = "unchecked",
        /// The rule was not applied.
        NotApplied = "not_applied",
    }
}

impl Outcome {
    /// The outcome without its details.
    #[must_use]
    pub fn kind(&self) -> OutcomeKind {
        match self {
            Self::Passed => OutcomeKind::Passed,
            Self::Failed(_) => OutcomeKind::Failed,
            Self::Warned(_) => OutcomeKind::Warned,
            Self::Unchecked(_) => OutcomeKind::Unchecked,
            Self::NotApplied => OutcomeKind::NotApplied,
        }
    }
}

/// A value that the rules computed on the way, named as in the test vectors.
#[derive(Clone, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub struct Note {
    /// Such as `digest`, `recovered`, `message_hash`, `worst_fee_lamports`.
    pub name: &'static str,
    /// The value as text: `0x` hex, base58 or decimal.
    pub value: String,
}
