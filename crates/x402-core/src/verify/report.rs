//! What every rule said.

use alloc::vec::Vec;

use super::{Verified, rules::rules};
use crate::{
    Error,
    scheme::{
        Offer, Refusal,
        finding::{Finding, Note, Outcome},
        judge::All,
    },
};

/// Every rule's outcome for one payment, and the verdict that follows from them.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Report {
    verdict: Result<Verified, Refusal>,
    findings: Vec<Finding>,
    notes: Vec<Note>,
}

impl Report {
    pub(super) fn new(verdict: Result<Verified, Refusal>, judge: All, offer: &Offer) -> Self {
        let mut findings = judge.findings;
        let unreached: Vec<Finding> = rules(offer)
            .filter(|rule| findings.iter().all(|finding| finding.rule != *rule))
            .map(|rule| Finding {
                rule,
                outcome: Outcome::NotApplied,
            })
            .collect();
        findings.extend(unreached);
        Self {
            verdict,
            findings,
            notes: judge.notes,
        }
    }

    /// Nothing could be read: no rule was reached.
    pub(super) fn malformed(error: Error, offer: &Offer) -> Self {
        let judge = All::new(offer.version());
        Self::new(Err(Refusal::Malformed(error)), judge, offer)
    }

    /// What [`verify`](super::verify) says of the same payment.
    ///
    /// # Errors
    ///
    /// As [`verify`](super::verify).
    pub fn verdict(&self) -> Result<&Verified, &Refusal> {
        self.verdict.as_ref()
    }

    /// The rules, in the order in which they were applied; last those that were not.
    #[must_use]
    pub fn findings(&self) -> &[Finding] {
        &self.findings
    }

    /// The values that the rules computed on the way, such as `digest` and `recovered`.
    #[must_use]
    pub fn notes(&self) -> &[Note] {
        &self.notes
    }
}
