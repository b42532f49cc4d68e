//! The id of a transaction.

use core::{fmt, str::FromStr};

use crate::{ValueError, evm::hex, network::Family, svm::Signature};

/// The id of a transaction, as receipts carry it.
///
/// On EVM chains it is the hash, `0x` and 64 hexadecimal digits; on Solana the first signature,
/// 64 bytes in base58. Zeros are not an id.
///
/// ```
/// use x402_core::{network::Family, chain::TransactionId};
///
/// let text = "0x89c91c789e57059b17285e7ba1716a1f5ff4c5dace0ea5a5135f26158d0421b9";
/// let id: TransactionId = text.parse()?;
/// assert_eq!((id.family(), id.to_string()), (Family::Evm, text.to_owned()));
/// # Ok::<(), x402_core::ValueError>(())
/// ```
#[derive(Clone, Copy, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
#[non_exhaustive]
pub enum TransactionId {
    /// The hash of an EVM transaction.
    Evm([u8; 32]),
    /// The first signature of a transaction of Solana.
    Svm(Signature),
}

impl TransactionId {
    /// The family of the networks that have such transactions.
    #[must_use]
    pub const fn family(&self) -> Family {
        match self {
            Self::Evm(_) => Family::Evm,
            Self::Svm(_) => Family::Svm,
        }
    }
}

impl From<[u8; 32]> for TransactionId {
    fn from(hash: [u8; 32]) -> Self {
        Self::Evm(hash)
    }
}

impl From<Signature> for TransactionId {
    fn from(signature: Signature) -> Self {
        Self::Svm(signature)
    }
}

impl FromStr for TransactionId {
    type Err = ValueError;

    fn from_str(text: &str) -> Result<Self, ValueError> {
        let family = Family::of_spelling(text);
        if !family.is_transaction_id(text) {
            let expected = "`0x` and 64 hexadecimal digits, or 64 bytes in base58";
            return Err(ValueError::new("transaction id", expected, text));
        }
        match family {
            Family::Evm => hex::decode_array("transaction id", text).map(Self::Evm),
            Family::Svm => text.parse().map(Self::Svm),
        }
    }
}

impl fmt::Display for TransactionId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Evm(hash) => f.pad(&hex::encode(hash)),
            Self::Svm(signature) => fmt::Display::fmt(signature, f),
        }
    }
}
