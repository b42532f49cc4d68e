//! Who reads a rule list: [`verify`](crate::verify::verify) stops at the first failure,
//! [`examine`](crate::verify::examine) records every rule.

use alloc::{string::String, vec::Vec};

use super::{
    fault::Fault,
    finding::{Finding, Note, Outcome},
    rejection::Rejection,
    rule::Rule,
};
use crate::{
    chain::{ChainCheck, ChainChecks},
    version::X402Version,
};

/// A scheme's rules are one straight function over a judge.
///
/// Nothing but a failure costs more than the comparison itself: text is built by the
/// closures, and only `examine` and a failing `verify` call them.
pub(crate) trait Judge {
    /// A rule whose value later rules use: without it they cannot be reached.
    fn need<T>(&mut self, rule: &'static Rule, value: Result<T, Fault>) -> Result<T, Stop>;

    /// A rule that later rules do not depend on.
    fn check(
        &mut self,
        rule: &'static Rule,
        holds: bool,
        fault: impl FnOnce() -> Fault,
    ) -> Result<(), Stop>;

    /// A rule that only the chain can answer: by the caller's facts, else it stays unchecked.
    fn chain(
        &mut self,
        rule: &'static Rule,
        check: ChainCheck,
        answer: Option<bool>,
        fault: impl FnOnce() -> Fault,
    ) -> Result<(), Stop>;

    /// A rule whose failure is a warning, not a rejection.
    fn warn(&mut self, rule: &'static Rule, holds: bool, fault: impl FnOnce() -> Fault);

    /// A check that no rule refuses by, which only the chain can make.
    fn unchecked(&mut self, check: ChainCheck);

    /// A value worth showing to whoever asks why: a digest, an account, a fee.
    fn note(&mut self, name: &'static str, value: impl FnOnce() -> String);
}

/// Either judge. A rule list is compiled for this one type: for each of the two it would be twice
/// as much code, of which an app carries every byte.
#[derive(Debug)]
pub(crate) enum AnyJudge<'j> {
    /// `verify`'s.
    First(&'j mut First),
    /// `examine`'s.
    All(&'j mut All),
}

impl AnyJudge<'_> {
    fn passed(&mut self, rule: &'static Rule) {
        if let Self::All(all) = self {
            all.record(rule, Outcome::Passed);
        }
    }

    #[cold]
    fn failed(&mut self, rule: &'static Rule, fault: Fault) -> Stop {
        match self {
            Self::First(first) => first.refuse(rule, fault),
            Self::All(all) => all.failed(rule, fault),
        }
    }

    /// Whether the list ends at a rule that later rules do not depend on.
    #[cold]
    fn refused(&mut self, rule: &'static Rule, fault: Fault) -> Result<(), Stop> {
        let stop = self.failed(rule, fault);
        match self {
            Self::First(_) => Err(stop),
            Self::All(_) => Ok(()),
        }
    }

    #[cold]
    fn warned(&mut self, rule: &'static Rule, fault: Fault) {
        match self {
            Self::First(first) => {
                let warning = Rejection::new(rule, first.version, fault);
                first.warnings.push(warning);
            }
            Self::All(all) => {
                let warning = Rejection::new(rule, all.version, fault);
                all.record(rule, Outcome::Warned(warning));
            }
        }
    }

    fn unanswered(&mut self, rule: &'static Rule, check: ChainCheck) {
        match self {
            Self::First(first) => first.unchecked.insert(check),
            Self::All(all) => {
                all.unchecked.insert(check);
                all.record(rule, Outcome::Unchecked(check));
            }
        }
    }
}

impl Judge for AnyJudge<'_> {
    fn need<T>(&mut self, rule: &'static Rule, value: Result<T, Fault>) -> Result<T, Stop> {
        match value {
            Ok(value) => {
                self.passed(rule);
                Ok(value)
            }
            Err(fault) => Err(self.failed(rule, fault)),
        }
    }

    fn check(
        &mut self,
        rule: &'static Rule,
        holds: bool,
        fault: impl FnOnce() -> Fault,
    ) -> Result<(), Stop> {
        if holds {
            self.passed(rule);
            Ok(())
        } else {
            self.refused(rule, fault())
        }
    }

    fn chain(
        &mut self,
        rule: &'static Rule,
        check: ChainCheck,
        answer: Option<bool>,
        fault: impl FnOnce() -> Fault,
    ) -> Result<(), Stop> {
        if let Some(holds) = answer {
            return self.check(rule, holds, fault);
        }
        self.unanswered(rule, check);
        Ok(())
    }

    fn warn(&mut self, rule: &'static Rule, holds: bool, fault: impl FnOnce() -> Fault) {
        if holds {
            self.passed(rule);
        } else {
            self.warned(rule, fault());
        }
    }

    fn unchecked(&mut self, check: ChainCheck) {
        match self {
            Self::First(first) => first.unchecked.insert(check),
            Self::All(all) => all.unchecked.insert(check),
        }
    }

    fn note(&mut self, name: &'static str, value: impl FnOnce() -> String) {
        if let Self::All(all) = self {
            let value = value();
            all.notes.push(Note { name, value });
        }
    }
}

/// The rule list ends here, for this reason.
#[derive(Debug)]
pub(crate) struct Stop(pub(crate) Rejection);

/// `verify`'s judge: the first failure ends the list.
#[derive(Debug)]
pub(crate) struct First {
    version: X402Version,
    pub(crate) warnings: Vec<Rejection>,
    pub(crate) unchecked: ChainChecks,
}

impl First {
    pub(crate) fn new(version: X402Version) -> Self {
        Self {
            version,
            warnings: Vec::new(),
            unchecked: ChainChecks::NONE,
        }
    }

    #[cold]
    fn refuse(&self, rule: &'static Rule, fault: Fault) -> Stop {
        Stop(Rejection::new(rule, self.version, fault))
    }
}

/// `examine`'s judge: every rule that can be reached, in order.
#[derive(Debug)]
pub(crate) struct All {
    version: X402Version,
    pub(crate) findings: Vec<Finding>,
    pub(crate) unchecked: ChainChecks,
    pub(crate) notes: Vec<Note>,
}

impl All {
    pub(crate) fn new(version: X402Version) -> Self {
        Self {
            version,
            findings: Vec::new(),
            unchecked: ChainChecks::NONE,
            notes: Vec::new(),
        }
    }

    /// The failure that `verify` would have stopped at.
    pub(crate) fn first_failure(&self) -> Option<&Rejection> {
        self.findings
            .iter()
            .find_map(|finding| match &finding.outcome {
                Outcome::Failed(rejection) => Some(rejection),
                _ => None,
            })
    }

    pub(crate) fn warnings(&self) -> Vec<Rejection> {
        self.findings
            .iter()
            .filter_map(|finding| match &finding.outcome {
                Outcome::Warned(warning) => Some(warning.clone()),
                _ => None,
            })
            .collect()
    }

    fn record(&mut self, rule: &'static Rule, outcome: Outcome) {
        self.findings.push(Finding { rule, outcome });
    }

    fn failed(&mut self, rule: &'static Rule, fault: Fault) -> Stop {
        let rejection = Rejection::new(rule, self.version, fault);
        self.record(rule, Outcome::Failed(rejection.clone()));
        Stop(rejection)
    }
}
