//! What stops a run: a chain that does not answer, or a file that is not there.

use std::fmt;

/// A text for the person who runs the command.
#[derive(Debug)]
pub struct Error(String);

impl Error {
    /// An error with this text.
    pub fn new(text: impl Into<String>) -> Self {
        Self(text.into())
    }

    /// The same error, with what was being done in front of it.
    #[must_use]
    pub fn of(self, what: impl fmt::Display) -> Self {
        Self(format!("{what}: {}", self.0))
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for Error {}

macro_rules! from {
    ($($error:ty),+ $(,)?) => {
        $(impl From<$error> for Error {
            fn from(error: $error) -> Self {
                Self(error.to_string())
            }
        })+
    };
}

from!(
    std::io::Error,
    serde_json::Error,
    x402_conformance::LoadError,
    x402_core::ValueError,
    x402_core::Error,
    x402_core::evm::SigningKeyError,
    x402_core::facilitator::BroadcastOutOfTurn,
    x402_core::facilitator::ReconciliationOutOfTurn,
    x402_core::facilitator::SettlementOutOfTurn,
    x402_http::store::OpenError,
);
