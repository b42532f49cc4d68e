//! Public keys, as points of the curve.

use crate::{
    comb::generator,
    field::FieldElement,
    multiply::multiply,
    point::{Affine, Jacobian},
    scalar::Scalar,
    signature::Signature,
};

/// A public key: a point of the curve other than infinity.
#[derive(Clone, Copy, Debug)]
pub struct PublicKey(Affine);

impl PublicKey {
    /// A point that is on the curve.
    pub(crate) const fn new(point: Affine) -> Self {
        Self(point)
    }

    pub(crate) const fn point(&self) -> Affine {
        self.0
    }

    /// The key with these coordinates, x and y, big endian; `None` if one of them is p or more, or
    /// if they are not of a point of the curve (SEC 1, §3.2.2).
    #[must_use]
    pub fn from_bytes(bytes: &[u8; 64]) -> Option<Self> {
        let (x, rest) = bytes.split_first_chunk()?;
        let (y, _) = rest.split_first_chunk()?;
        let (x, y) = (FieldElement::from_bytes(x)?, FieldElement::from_bytes(y)?);
        let point = Affine { x, y };
        point.is_on_curve().then_some(Self(point))
    }

    /// The coordinates x and y, big endian: SEC 1's uncompressed form without its first byte.
    #[must_use]
    pub fn to_bytes(&self) -> [u8; 64] {
        let mut bytes = [0; 64];
        let (x, y) = bytes.split_at_mut(32);
        x.copy_from_slice(&self.0.x.to_bytes());
        y.copy_from_slice(&self.0.y.to_bytes());
        bytes
    }

    /// Whether [`Signature::recover`] yields this key, without the square root that recovery takes.
    #[must_use]
    pub fn verify(&self, digest: &[u8; 32], signature: &Signature) -> bool {
        verify(digest, signature, |k| multiply(&self.0, k))
    }
}

impl PartialEq for PublicKey {
    fn eq(&self, other: &Self) -> bool {
        self.to_bytes() == other.to_bytes()
    }
}

impl Eq for PublicKey {}

/// Whether the nonce point is `(z G + r Q) / s`, with its parity, given the multiples of Q.
///
/// If it is, `Q = (s R - z G) / r`, which is what recovery yields; and the other way round.
pub(crate) fn verify(
    digest: &[u8; 32],
    signature: &Signature,
    multiply: impl FnOnce(Scalar) -> Jacobian,
) -> bool {
    let inverse = signature.s.invert();
    let sum = multiply(signature.r * inverse);
    let sum = generator().add_multiple(sum, Scalar::reduce_bytes(digest) * inverse);
    sum.is_point(signature.x, signature.is_y_odd)
}
