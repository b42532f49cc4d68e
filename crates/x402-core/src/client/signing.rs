//! Signing with keys held in memory, in one call.

use super::{AssembleError, SignedPayment, SigningRequest, ToSign};
use crate::{evm, svm};

/// A key of either family, borrowed.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub enum AnySigningKey<'a> {
    /// Of an EVM account.
    Evm(&'a evm::SigningKey),
    /// Of a Solana account.
    Svm(&'a svm::SigningKey),
}

impl<'a> From<&'a evm::SigningKey> for AnySigningKey<'a> {
    fn from(key: &'a evm::SigningKey) -> Self {
        Self::Evm(key)
    }
}

impl<'a> From<&'a svm::SigningKey> for AnySigningKey<'a> {
    fn from(key: &'a svm::SigningKey) -> Self {
        Self::Svm(key)
    }
}

impl SigningRequest {
    /// Signs with a key held in memory and assembles the payment.
    ///
    /// # Errors
    ///
    /// The key is of the other family, or [`assemble`](Self::assemble) refuses its signature:
    /// it is not the payer's.
    pub fn sign_with<'a>(
        &self,
        key: impl Into<AnySigningKey<'a>>,
    ) -> Result<SignedPayment, AssembleError> {
        match (self.to_sign(), key.into()) {
            (ToSign::TypedData { digest, .. }, AnySigningKey::Evm(key)) => {
                self.assemble(&key.sign(&digest).to_bytes())
            }
            (ToSign::Message(message), AnySigningKey::Svm(key)) => {
                self.assemble(key.sign(message).as_bytes())
            }
            (ToSign::TypedData { .. }, _) => {
                Err(AssembleError::WrongNetwork { expected: "Solana" })
            }
            (ToSign::Message(_), _) => Err(AssembleError::WrongNetwork { expected: "EVM" }),
        }
    }
}
