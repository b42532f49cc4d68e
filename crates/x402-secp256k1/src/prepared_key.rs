//! Public keys with their multiples.

use crate::{
    comb::KeyComb,
    point::Affine,
    public_key::{PublicKey, verify},
    signature::Signature,
};

/// A public key with multiples of it, in 4.6 kB: it verifies in half the time of a recovery.
#[derive(Clone, Debug)]
pub struct PreparedKey {
    key: PublicKey,
    multiples: KeyComb,
}

impl PreparedKey {
    /// Of a point that is on the curve.
    pub(crate) fn new(point: Affine) -> Self {
        Self {
            key: PublicKey::new(point),
            multiples: KeyComb::new(point),
        }
    }

    /// The key itself.
    #[must_use]
    pub const fn key(&self) -> &PublicKey {
        &self.key
    }

    /// The multiples of the key.
    pub(crate) const fn multiples(&self) -> &KeyComb {
        &self.multiples
    }

    /// Whether [`Signature::recover`] yields this key.
    #[must_use]
    pub fn verify(&self, digest: &[u8; 32], signature: &Signature) -> bool {
        verify(digest, signature, |k| self.multiples.multiply(k))
    }
}
