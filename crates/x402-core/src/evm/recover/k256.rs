//! Recovery in pure Rust, by `k256`'s arithmetic.

use k256::{
    AffinePoint, ProjectivePoint, Scalar, U256,
    elliptic_curve::{
        Group, PrimeField,
        ops::{Invert, LinearCombinationExt, Reduce},
        point::DecompressPoint,
        sec1::ToEncodedPoint,
        subtle::Choice,
    },
};

use super::address_of;
use crate::evm::{Address, Signature};

/// The address whose key made `signature` of `digest`; `None` if no key can have.
#[must_use]
pub fn recover(digest: &[u8; 32], signature: &Signature) -> Option<Address> {
    let r: Scalar = Option::from(Scalar::from_repr((*signature.r()).into()))?;
    let s: Scalar = Option::from(Scalar::from_repr((*signature.s()).into()))?;
    let z = <Scalar as Reduce<U256>>::reduce_bytes(&(*digest).into());
    let parity = Choice::from(u8::from(signature.y_parity()));
    // r itself is the x coordinate: a canonical v cannot say that x was above the order.
    let nonce: AffinePoint = Option::from(AffinePoint::decompress(signature.r().into(), parity))?;

    // Q = (sR - zG) / r. `ecdsa::VerifyingKey::recover_from_prehash` would go on to verify the
    // signature by the key that makes it verify, which doubles the time and proves nothing.
    let inverse: Scalar = Option::from(r.invert_vartime())?;
    let key = ProjectivePoint::lincomb_ext(&[
        (ProjectivePoint::GENERATOR, -(inverse * z)),
        (nonce.into(), inverse * s),
    ]);
    if key.is_identity().into() {
        return None;
    }
    let point = key.to_affine().to_encoded_point(false);
    Some(address_of(point.as_bytes()))
}
