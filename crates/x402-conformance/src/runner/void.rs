//! An invalid run: it shows nothing about the testee.

use std::{error, fmt};

use crate::Suite;

/// Why a run says nothing about the testee.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Void {
    problem: String,
    expected: Option<String>,
    found: Option<String>,
    hint: Option<String>,
}

impl Void {
    pub(crate) fn new(problem: impl Into<String>) -> Self {
        Self {
            problem: problem.into(),
            expected: None,
            found: None,
            hint: None,
        }
    }

    pub(super) fn unknown_spec(spec: &str, suite: &Suite) -> Self {
        let known: Vec<&str> = suite.manifest.specs.keys().map(String::as_str).collect();
        Self::new("the set has no such spec revision")
            .found(spec)
            .expected(known.join(" or "))
    }

    pub(crate) fn expected(mut self, expected: impl Into<String>) -> Self {
        self.expected = Some(expected.into());
        self
    }

    pub(crate) fn found(mut self, found: impl Into<String>) -> Self {
        self.found = Some(found.into());
        self
    }

    pub(crate) fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = Some(hint.into());
        self
    }

    /// What is wrong.
    #[must_use]
    pub fn problem(&self) -> &str {
        &self.problem
    }

    /// What should have come, and what came.
    #[must_use]
    pub fn difference(&self) -> (Option<&str>, Option<&str>) {
        (self.expected.as_deref(), self.found.as_deref())
    }

    /// What to do.
    #[must_use]
    pub fn advice(&self) -> Option<&str> {
        self.hint.as_deref()
    }
}

impl fmt::Display for Void {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.problem)?;
        if let Some(expected) = &self.expected {
            write!(f, "; expected {expected}")?;
        }
        if let Some(found) = &self.found {
            write!(f, "; found {found}")?;
        }
        if let Some(hint) = &self.hint {
            write!(f, "; {hint}")?;
        }
        Ok(())
    }
}

impl error::Error for Void {}
