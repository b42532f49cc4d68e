//! Public keys with their multiples.

use crate::{
    comb::KeyComb,
    public_key::{PublicKey, verify},
    signature::Signature,
};

/// A public key with multiples of it, in 4.6 kB: it verifies in half the time of a recovery.
#[derive(Clone, Debug)]
pub struct PreparedKey {
    key: PublicKey,
    multiples: KeyComb,
}

impl PublicKey {
    /// The key with multiples of it, for a verification in half the time of a recovery. Making them
    /// takes as long as one.
    #[must_use]
    pub fn prepare(&self) -> PreparedKey {
        PreparedKey {
            key: *self,
            multiples: KeyComb::new(self.point()),
        }
    }
}

impl PreparedKey {
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
