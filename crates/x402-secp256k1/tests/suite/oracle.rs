//! What libsecp256k1, `k256` and this crate answer about one signature.

use std::sync::LazyLock;

use k256::{
    AffinePoint, ProjectivePoint, Scalar,
    elliptic_curve::{
        PrimeField,
        ops::{LinearCombination, Reduce},
        point::DecompressPoint,
        sec1::ToEncodedPoint,
        subtle::Choice,
    },
};
use secp256k1::{
    Message, Secp256k1, VerifyOnly,
    ecdsa::{RecoverableSignature, RecoveryId},
};
use x402_secp256k1::{PreparedKey, PublicKey, Signature};

/// A digest with a signature of it, which need not be one.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Case {
    pub(crate) digest: [u8; 32],
    pub(crate) r: [u8; 32],
    pub(crate) s: [u8; 32],
    pub(crate) is_y_odd: bool,
}

static CONTEXT: LazyLock<Secp256k1<VerifyOnly>> = LazyLock::new(Secp256k1::verification_only);

pub(crate) type Key = [u8; 64];

impl Case {
    pub(crate) fn recover(&self) -> Option<PublicKey> {
        Signature::new(&self.r, &self.s, self.is_y_odd)?.recover(&self.digest)
    }

    pub(crate) fn libsecp256k1(&self) -> Option<Key> {
        let id = if self.is_y_odd {
            RecoveryId::One
        } else {
            RecoveryId::Zero
        };
        let bytes = [self.r, self.s].concat();
        let signature = RecoverableSignature::from_compact(&bytes, id).ok()?;
        let key = CONTEXT
            .recover_ecdsa(Message::from_digest(self.digest), &signature)
            .ok()?;
        key.serialize_uncompressed()[1..].try_into().ok()
    }

    pub(crate) fn k256(&self) -> Option<Key> {
        let scalar = |bytes: [u8; 32]| {
            Option::<Scalar>::from(Scalar::from_repr(bytes.into()))
                .filter(|scalar| *scalar != Scalar::ZERO)
        };
        let (r, s) = (scalar(self.r)?, scalar(self.s)?);
        let z = <Scalar as Reduce<k256::U256>>::reduce_bytes(&self.digest.into());
        let is_odd = Choice::from(u8::from(self.is_y_odd));
        let nonce: Option<AffinePoint> = AffinePoint::decompress(&self.r.into(), is_odd).into();
        let inverse: Scalar = Option::from(r.invert())?;
        let sum = ProjectivePoint::lincomb(
            &ProjectivePoint::GENERATOR,
            &-(inverse * z),
            &nonce?.into(),
            &(inverse * s),
        );
        let bytes = sum.to_affine().to_encoded_point(false);
        // Infinity has one byte.
        bytes.as_bytes().get(1..65)?.try_into().ok()
    }

    /// Recovers by this crate and by libsecp256k1, which must find the same key. By that key our
    /// verification must accept, and with the other parity refuse.
    pub(crate) fn compare(&self) -> Option<PublicKey> {
        let ours = self.recover();
        let bytes = ours.map(|key| key.to_bytes());
        assert_eq!(self.libsecp256k1(), bytes, "libsecp256k1: {self:?}");
        if let Some(key) = ours {
            for is_y_odd in [self.is_y_odd, !self.is_y_odd] {
                let signature = Signature::new(&self.r, &self.s, is_y_odd).expect("recovered");
                let is_signed = key.verify(&self.digest, &signature);
                assert_eq!(is_signed, is_y_odd == self.is_y_odd, "verify: {self:?}");
            }
        }
        ours
    }

    /// `k256` must recover what was recovered.
    pub(crate) fn compare_k256(&self, recovered: Option<PublicKey>) {
        let bytes = recovered.map(|key| key.to_bytes());
        assert_eq!(self.k256(), bytes, "k256: {self:?}");
    }

    /// A prepared key must accept if it is the one that was recovered; true if it is.
    pub(crate) fn compare_key(&self, key: &PreparedKey, recovered: Option<PublicKey>) -> bool {
        let signature = Signature::new(&self.r, &self.s, self.is_y_odd);
        let is_signed = signature.is_some_and(|signature| key.verify(&self.digest, &signature));
        assert_eq!(
            is_signed,
            recovered == Some(*key.key()),
            "{key:?}: {self:?}"
        );
        is_signed
    }
}

/// How often each outcome came.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Tally {
    pub(crate) cases: u64,
    /// A key was recovered.
    pub(crate) recovered: u64,
    /// `k256` was asked, too.
    pub(crate) k256: u64,
    /// The prepared key that the case was tried with is its signer's.
    pub(crate) verified: u64,
}
