//! What goes wrong in a store.

use std::fmt;

use x402_core::facilitator::StoreAnswer;

/// A command that was not carried out, or perhaps was. The text is for the log: it names no row.
#[derive(Clone, Debug, Eq, PartialEq)]
#[expect(
    clippy::exhaustive_enums,
    reason = "a new case must break the build of every caller"
)]
pub enum StoreError {
    /// It was not carried out.
    Unavailable(String),
    /// The answer was lost: it may have been carried out.
    Unknown(String),
}

impl StoreError {
    /// The answer for the machine that asked.
    #[must_use]
    pub fn answer(&self) -> StoreAnswer {
        match self {
            Self::Unavailable(_) => StoreAnswer::Unavailable,
            Self::Unknown(_) => StoreAnswer::Unknown,
        }
    }
}

impl fmt::Display for StoreError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unavailable(detail) => write!(f, "the store did not do it: {detail}"),
            Self::Unknown(detail) => write!(f, "the store's answer was lost: {detail}"),
        }
    }
}

impl std::error::Error for StoreError {}

/// A store that cannot be opened: what is wrong, and what to do.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct OpenError(pub(super) String);

impl fmt::Display for OpenError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for OpenError {}
