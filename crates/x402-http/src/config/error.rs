//! What is wrong with a configuration.

use std::fmt;

/// A mistake in a configuration: the TOML key, and what is wrong with it. It quotes no value: a
/// URL may hold a key.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct ConfigError {
    place: String,
    problem: String,
}

impl ConfigError {
    /// A value that is not of its form.
    pub(super) fn new(place: impl Into<String>, expected: &str) -> Self {
        Self {
            place: place.into(),
            problem: format!("expected {expected}, found another value"),
        }
    }

    /// Something that lacks.
    pub(super) fn missing(place: impl Into<String>, expected: &str) -> Self {
        Self {
            place: place.into(),
            problem: format!("expected {expected}, found nothing"),
        }
    }

    /// What another error states.
    pub(super) fn of(place: impl Into<String>, error: &impl fmt::Display) -> Self {
        Self {
            place: place.into(),
            problem: error.to_string(),
        }
    }

    /// The TOML key, or the line.
    #[must_use]
    pub fn place(&self) -> &str {
        &self.place
    }

    /// What was expected and what was found.
    #[must_use]
    pub fn problem(&self) -> &str {
        &self.problem
    }
}

impl fmt::Display for ConfigError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.place, self.problem)
    }
}

impl std::error::Error for ConfigError {}
