//! Ed25519 signatures, verified strictly.

mod small_order;

use core::{fmt, str::FromStr};

use curve25519_dalek::{edwards::CompressedEdwardsY, scalar::Scalar};
use ed25519_dalek::{Verifier, VerifyingKey};

use crate::{
    ValueError,
    svm::{Address, base58},
};

/// The 64 bytes R ‖ S of an Ed25519 signature (RFC 8032), written in base58.
///
/// On Solana the signature of a transaction's fee payer is also the transaction's id.
#[derive(Clone, Copy, Eq, Hash, Ord, PartialEq, PartialOrd)]
pub struct Signature([u8; 64]);

impl Signature {
    /// All zeros: the placeholder of a missing signature. It never verifies.
    pub const ZERO: Self = Self([0; 64]);

    /// The signature with these bytes, which need not verify for anybody.
    #[must_use]
    pub const fn new(bytes: [u8; 64]) -> Self {
        Self(bytes)
    }

    /// The bytes, as they stand in a transaction.
    #[must_use]
    pub const fn as_bytes(&self) -> &[u8; 64] {
        &self.0
    }

    /// Proves that `signer` signed `message`, by the rule that Solana's validators apply.
    ///
    /// That rule is ed25519-dalek's `verify_strict`: the equation without the cofactor, S
    /// below the group order, R compared as bytes, and neither R nor the key of small order.
    /// Here R is not decompressed, which that function does only to find its order: where the
    /// equation holds, R is the canonical encoding of a point, and eight of these have small order.
    ///
    /// # Errors
    ///
    /// The first reason, in the order of [`SignatureError`]'s variants, why it is no proof.
    pub fn verify_strict(&self, signer: &Address, message: &[u8]) -> Result<(), SignatureError> {
        let key = VerifyingKey::from_bytes(signer.as_bytes())
            .map_err(|_| SignatureError::KeyNotOnCurve)?;
        let signature = ed25519_dalek::Signature::from_bytes(&self.0);
        if key.is_weak()
            || key.verify(message, &signature).is_err()
            || small_order::ENCODINGS.contains(signature.r_bytes())
        {
            return Err(self.why_not(&key));
        }
        Ok(())
    }

    /// Names the cause after the fact: the verifier itself only says no.
    #[cold]
    fn why_not(&self, key: &VerifyingKey) -> SignatureError {
        let (mut r, mut s) = ([0; 32], [0; 32]);
        for (to, from) in r.iter_mut().chain(&mut s).zip(&self.0) {
            *to = *from;
        }
        let r = CompressedEdwardsY(r).decompress();
        if key.is_weak() {
            SignatureError::KeySmallOrder
        } else if bool::from(Scalar::from_canonical_bytes(s).is_none()) {
            SignatureError::ScalarNotCanonical
        } else if r.is_some_and(|r| r.is_small_order()) {
            SignatureError::PointSmallOrder
        } else {
            SignatureError::Mismatch
        }
    }
}

impl AsRef<[u8]> for Signature {
    fn as_ref(&self) -> &[u8] {
        &self.0
    }
}

impl fmt::Debug for Signature {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Signature({self})")
    }
}

impl fmt::Display for Signature {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        base58::write::<64, 88>(&self.0, f)
    }
}

impl From<[u8; 64]> for Signature {
    fn from(bytes: [u8; 64]) -> Self {
        Self(bytes)
    }
}

impl FromStr for Signature {
    type Err = ValueError;

    fn from_str(text: &str) -> Result<Self, ValueError> {
        base58::read(text, 64..=88).map(Self).ok_or_else(|| {
            ValueError::new(
                "Solana signature",
                "64 bytes in base58, which is 64 to 88 characters",
                text,
            )
        })
    }
}

/// Why a [`Signature`] proves nothing.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub enum SignatureError {
    /// The signer's address is no point of the curve: nobody can sign for it.
    KeyNotOnCurve,
    /// The signer's key has small order, so that one signature fits many messages.
    KeySmallOrder,
    /// S is not below the group order: a second spelling of another signature.
    ScalarNotCanonical,
    /// R has small order.
    PointSmallOrder,
    /// The signature belongs to another key or to another message.
    Mismatch,
}

impl fmt::Display for SignatureError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::KeyNotOnCurve => "the signer's address is not a point of the curve",
            Self::KeySmallOrder => "the signer's key has small order",
            Self::ScalarNotCanonical => "the signature's scalar is not below the group order",
            Self::PointSmallOrder => "the signature's point has small order",
            Self::Mismatch => "the signature is by another key or over another message",
        })
    }
}

impl core::error::Error for SignatureError {}
