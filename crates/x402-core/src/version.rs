//! The two versions of the protocol.

use core::fmt;

/// The `x402Version` of a message: 1 or 2.
#[derive(Clone, Copy, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
#[expect(
    clippy::exhaustive_enums,
    reason = "a new case must break the build of every caller"
)]
pub enum X402Version {
    /// Version 1: the bill in the 402's body, the payment in `X-PAYMENT`.
    V1,
    /// Version 2: bill, payment and receipt in headers of their own.
    V2,
}

impl X402Version {
    /// The number on the wire.
    #[must_use]
    pub fn number(self) -> u64 {
        match self {
            Self::V1 => 1,
            Self::V2 => 2,
        }
    }
}

impl fmt::Display for X402Version {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.number().fmt(f)
    }
}
