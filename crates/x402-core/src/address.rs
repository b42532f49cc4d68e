//! An account or a token on any network that is supported.

use core::fmt;

use crate::{evm, svm};

/// An address of either family, in that family's canonical text form.
#[derive(Clone, Copy, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
#[non_exhaustive]
pub enum Address {
    /// 20 bytes, shown with the EIP-55 checksum.
    Evm(evm::Address),
    /// 32 bytes, shown in base58.
    Svm(svm::Address),
}

impl fmt::Display for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Evm(address) => address.fmt(f),
            Self::Svm(address) => address.fmt(f),
        }
    }
}

impl From<evm::Address> for Address {
    fn from(address: evm::Address) -> Self {
        Self::Evm(address)
    }
}

impl From<svm::Address> for Address {
    fn from(address: svm::Address) -> Self {
        Self::Svm(address)
    }
}
