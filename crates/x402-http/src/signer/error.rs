//! What is wrong with a key.

use std::fmt;

/// A key that cannot be used: where it was looked for, what was expected and what was found. It
/// quotes nothing of what was read.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct SignerError {
    place: String,
    expected: String,
    found: String,
}

impl SignerError {
    pub(super) fn new(
        place: impl fmt::Display,
        expected: impl Into<String>,
        found: impl Into<String>,
    ) -> Self {
        Self {
            place: place.to_string(),
            expected: expected.into(),
            found: found.into(),
        }
    }
}

impl fmt::Display for SignerError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            place,
            expected,
            found,
        } = self;
        write!(f, "{place}: expected {expected}, found {found}")
    }
}

impl std::error::Error for SignerError {}
