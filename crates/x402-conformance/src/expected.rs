//! Failures that are known, each with its reason.

use std::{collections::BTreeMap, error, fmt};

/// A list of vectors that are known to fail: lines of `id  # reason`.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct ExpectedFailures {
    reasons: BTreeMap<String, String>,
}

impl ExpectedFailures {
    /// Reads a list. Empty lines and lines that begin with `#` say nothing.
    ///
    /// # Errors
    ///
    /// A line has no reason or more than one id, or an id stands twice.
    pub fn parse(text: &str) -> Result<Self, ExpectedFailuresError> {
        let mut reasons = BTreeMap::new();
        for (number, line) in (1..).zip(text.lines()) {
            let failed = |problem: String| ExpectedFailuresError {
                line: number,
                problem,
            };
            let (id, reason) = line.split_once('#').unwrap_or((line, ""));
            let (id, reason) = (id.trim(), reason.trim());
            if id.is_empty() {
                continue;
            }
            if id.contains(char::is_whitespace) {
                return Err(failed(format!("expected one id, found {id:?}")));
            }
            if reason.is_empty() {
                return Err(failed(format!("expected a reason: {id}  # reason or link")));
            }
            if reasons.insert(id.to_owned(), reason.to_owned()).is_some() {
                return Err(failed(format!("expected each id once, found {id} again")));
            }
        }
        Ok(Self { reasons })
    }

    /// Whether the list names this vector.
    #[must_use]
    pub fn names(&self, id: &str) -> bool {
        self.reasons.contains_key(id)
    }

    /// The ids and why they fail.
    pub fn entries(&self) -> impl Iterator<Item = (&str, &str)> {
        let entries = self.reasons.iter();
        entries.map(|(id, reason)| (id.as_str(), reason.as_str()))
    }
}

/// A line of the list that cannot be read.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct ExpectedFailuresError {
    line: usize,
    problem: String,
}

impl fmt::Display for ExpectedFailuresError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "line {}: {}", self.line, self.problem)
    }
}

impl error::Error for ExpectedFailuresError {}
