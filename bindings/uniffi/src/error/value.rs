//! Why a text is not the value it was given as.

use super::display;

/// A text or a number that is not the value it was given as: a mistake of the caller's.
#[derive(Clone, Debug, Eq, PartialEq, uniffi::Error)]
pub enum ValueError {
    /// It is none.
    Invalid {
        /// The value's name, such as `network`.
        noun: String,
        /// What would have been a value, in words.
        expected: String,
        /// What was there instead: quoted, shortened, control characters escaped.
        found: String,
        /// All of it in one line.
        detail: String,
    },
}

display!(ValueError: Invalid);

impl ValueError {
    /// The same for what only the border has, such as a wrong number of bytes.
    pub(crate) fn new(noun: &str, expected: &str, found: &str) -> Self {
        Self::Invalid {
            noun: noun.to_owned(),
            expected: expected.to_owned(),
            found: found.to_owned(),
            detail: format!("not a valid {noun}: expected {expected}, found {found}"),
        }
    }
}

impl From<x402_core::ValueError> for ValueError {
    fn from(error: x402_core::ValueError) -> Self {
        Self::from(&error)
    }
}

impl From<&x402_core::ValueError> for ValueError {
    fn from(error: &x402_core::ValueError) -> Self {
        Self::Invalid {
            noun: error.noun().to_owned(),
            expected: error.expected().to_owned(),
            found: error.found().to_owned(),
            detail: error.to_string(),
        }
    }
}
