//! ECDSA signatures with the parity of the nonce point (SEC 1, §4.1).

use crate::{field::FieldElement, scalar::Scalar};

/// An ECDSA signature: r and s, both from 1 to n - 1, and whether the y coordinate of the nonce
/// point is odd.
///
/// The x coordinate of the nonce point is r itself: the rare points with x = r + n (a recovery id
/// of 2 or 3) are not meant. s may be in either half of the order.
#[derive(Clone, Copy, Debug)]
pub struct Signature {
    pub(crate) r: Scalar,
    pub(crate) s: Scalar,
    /// r as the x coordinate of the nonce point.
    pub(crate) x: FieldElement,
    pub(crate) is_y_odd: bool,
}

impl Signature {
    /// The signature with these numbers, big endian; `None` if r or s is 0, or n or more.
    ///
    /// That it is a signature of anything is only known after [`recover`](Self::recover).
    #[must_use]
    pub fn new(r: &[u8; 32], s: &[u8; 32], is_y_odd: bool) -> Option<Self> {
        let x = FieldElement::from_bytes(r)?;
        let (r, s) = (Scalar::from_bytes(r)?, Scalar::from_bytes(s)?);
        (!r.is_zero() && !s.is_zero()).then_some(Self { r, s, x, is_y_odd })
    }
}
