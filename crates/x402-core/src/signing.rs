//! What a key signs, and the keys of every family.

#[cfg(feature = "signing")]
use alloc::vec::Vec;

#[cfg(feature = "signing")]
use crate::{evm, network::Family, svm};

/// What a key or a wallet signs.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
#[expect(
    clippy::exhaustive_enums,
    reason = "a new case must break the build of every caller"
)]
pub enum ToSign<'a> {
    /// EIP-712 typed data, by ECDSA over secp256k1.
    TypedData {
        /// Its digest: what a key signs.
        digest: [u8; 32],
        /// The JSON argument of `eth_signTypedData_v4`: what a wallet signs.
        json: &'a str,
    },
    /// The bytes of a Solana message, by Ed25519.
    Message(&'a [u8]),
}

/// A key of any family, borrowed.
#[cfg(feature = "signing")]
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub enum AnySigningKey<'a> {
    /// Of an EVM account.
    Evm(&'a evm::SigningKey),
    /// Of a Solana account.
    Svm(&'a svm::SigningKey),
}

#[cfg(feature = "signing")]
impl AnySigningKey<'_> {
    /// The family of networks on which the key signs.
    #[must_use]
    pub const fn family(&self) -> Family {
        match self {
            Self::Evm(_) => Family::Evm,
            Self::Svm(_) => Family::Svm,
        }
    }

    /// The signature's bytes; none if keys of this family sign something else.
    #[must_use]
    pub fn sign(&self, to_sign: ToSign<'_>) -> Option<Vec<u8>> {
        match (self, to_sign) {
            (Self::Evm(key), ToSign::TypedData { digest, .. }) => {
                Some(key.sign(&digest).to_bytes().into())
            }
            (Self::Svm(key), ToSign::Message(message)) => {
                Some(key.sign(message).as_bytes().to_vec())
            }
            (Self::Evm(_), ToSign::Message(_)) | (Self::Svm(_), ToSign::TypedData { .. }) => None,
        }
    }
}

#[cfg(feature = "signing")]
impl<'a> From<&'a evm::SigningKey> for AnySigningKey<'a> {
    fn from(key: &'a evm::SigningKey) -> Self {
        Self::Evm(key)
    }
}

#[cfg(feature = "signing")]
impl<'a> From<&'a svm::SigningKey> for AnySigningKey<'a> {
    fn from(key: &'a svm::SigningKey) -> Self {
        Self::Svm(key)
    }
}
