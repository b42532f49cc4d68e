//! What every rule said.

use std::sync::Arc;

use x402_core::verify;

use super::Verified;
use crate::{
    chain::ChainCheck,
    error::Refusal,
    scheme::{Rejection, Rule},
};

/// Every rule's outcome for one payment, and the verdict that follows from them.
#[derive(Debug, uniffi::Record)]
pub struct Report {
    /// The proof, unless the payment is refused.
    pub verified: Option<Arc<Verified>>,
    /// Why the payment is refused, unless it is verified.
    pub refusal: Option<Refusal>,
    /// The rules, in the order in which they were applied; last those that were not.
    pub findings: Vec<Finding>,
    /// The values that the rules computed on the way, such as `digest` and `recovered`.
    pub notes: Vec<Note>,
}

/// How one rule came out.
#[derive(Clone, Debug, Eq, PartialEq, uniffi::Record)]
pub struct Finding {
    /// The rule.
    pub rule: Rule,
    /// How it came out.
    pub outcome: Outcome,
}

/// How a rule can come out.
#[derive(Clone, Debug, Eq, PartialEq, uniffi::Enum)]
pub enum Outcome {
    /// The payment satisfies the rule.
    Passed,
    /// It does not: the payment is refused.
    Failed {
        /// Where and why.
        rejection: Rejection,
    },
    /// It does not, which is told but refuses nothing.
    Warned {
        /// Where and why.
        rejection: Rejection,
    },
    /// Only the chain can make this check, and no fact was given.
    Unchecked {
        /// The check.
        chain_check: ChainCheck,
    },
    /// The rule does not concern this payment, or one before it left nothing to look at.
    NotApplied,
}

/// A value that the rules computed on the way, named as in the test vectors.
#[derive(Clone, Debug, Eq, PartialEq, uniffi::Record)]
pub struct Note {
    /// Such as `digest`, `recovered`, `message_hash`, `worst_fee_lamports`.
    pub name: String,
    /// The value as text: `0x` hex, base58 or decimal.
    pub value: String,
}

impl From<&verify::Report> for Report {
    fn from(report: &verify::Report) -> Self {
        let verdict = report.verdict();
        Self {
            verified: verdict
                .ok()
                .map(|verified| Arc::new(Verified(verified.clone()))),
            refusal: verdict.err().map(Into::into),
            findings: report.findings().iter().map(Into::into).collect(),
            notes: report
                .notes()
                .iter()
                .map(|note| Note {
                    name: note.name.to_owned(),
                    value: note.value.clone(),
                })
                .collect(),
        }
    }
}

impl From<&verify::Finding> for Finding {
    fn from(finding: &verify::Finding) -> Self {
        Self {
            rule: finding.rule.into(),
            outcome: match &finding.outcome {
                verify::Outcome::Passed => Outcome::Passed,
                verify::Outcome::Failed(rejection) => Outcome::Failed {
                    rejection: rejection.into(),
                },
                verify::Outcome::Warned(rejection) => Outcome::Warned {
                    rejection: rejection.into(),
                },
                verify::Outcome::Unchecked(check) => Outcome::Unchecked {
                    chain_check: (*check).into(),
                },
                _ => Outcome::NotApplied,
            },
        }
    }
}
