//! The recovery of a public key from a signature.

use crate::{
    comb::generator, multiply::multiply, point::Affine, public_key::PublicKey, scalar::Scalar,
    signature::Signature,
};

impl Signature {
    /// The public key that made this signature of `digest` (SEC 1, §4.1.6).
    ///
    /// Every digest yields some key: compare it with the one that should have signed. `None` if no
    /// key can have made the signature: no point of the curve has this r, or the key would be the
    /// point at infinity.
    #[must_use]
    pub fn recover(&self, digest: &[u8; 32]) -> Option<PublicKey> {
        let nonce = Affine::with_x(self.x, self.is_y_odd)?;
        let inverse = self.r.invert();
        let sum = multiply(&nonce, self.s * inverse);
        let sum = generator().add_multiple(sum, -(Scalar::reduce_bytes(digest) * inverse));
        sum.to_affine().map(PublicKey::new)
    }
}
