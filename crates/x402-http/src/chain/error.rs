//! What is wrong with the nodes that were given.

use std::fmt;

/// Nodes that cannot be used. No URL is quoted: providers put keys in them.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct ConnectionError {
    expected: String,
    found: String,
}

impl ConnectionError {
    pub(super) fn new(expected: impl Into<String>, found: impl Into<String>) -> Self {
        Self {
            expected: expected.into(),
            found: found.into(),
        }
    }
}

impl fmt::Display for ConnectionError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "expected {}, found {}", self.expected, self.found)
    }
}

impl std::error::Error for ConnectionError {}
