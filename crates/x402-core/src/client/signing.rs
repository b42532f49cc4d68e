//! Signing with keys held in memory, in one call.

use super::{AssembleError, SignedPayment, SigningRequest};
use crate::signing::AnySigningKey;

impl SigningRequest {
    /// Signs with a key held in memory and assembles the payment.
    ///
    /// # Errors
    ///
    /// The key is of another family, or [`assemble`](Self::assemble) refuses its signature: it is
    /// not the payer's.
    pub fn sign_with<'a>(
        &self,
        key: impl Into<AnySigningKey<'a>>,
    ) -> Result<SignedPayment, AssembleError> {
        let key = key.into();
        match key.sign(self.to_sign()) {
            Some(signature) => self.assemble(&signature),
            None => Err(AssembleError::WrongNetwork {
                expected: key.family(),
            }),
        }
    }
}
