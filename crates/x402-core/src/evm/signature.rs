//! ECDSA signatures of externally owned accounts.

use alloc::string::String;
use core::fmt;

use alloy_primitives::U256;

use super::{Address, hex, recover};

/// An ECDSA signature over secp256k1 from which the signer can be recovered, in the one form
/// that token contracts accept.
///
/// It holds r and s in 1 to n - 1, s at most n / 2 ([EIP-2]), and which of the two points with
/// that r was meant. Its bytes are r, s and v, with v 27 or 28. That it *is* somebody's
/// signature of something is only known after [`recover`](Self::recover).
///
/// [EIP-2]: https://eips.ethereum.org/EIPS/eip-2
#[derive(Clone, Copy, Eq, Hash, PartialEq)]
pub struct Signature {
    r: [u8; 32],
    s: [u8; 32],
    y_parity: bool,
}

impl Signature {
    /// Reads the bytes of a signature: r, s and v, with v 27 or 28, and what `accept` adds.
    ///
    /// # Errors
    ///
    /// If the bytes have another length or another v, if r or s is no scalar of the curve, or
    /// if s is above n / 2.
    pub fn parse(bytes: &[u8], accept: &SignatureForms) -> Result<Self, SignatureError> {
        let signature = Self::read(bytes, *accept)?;
        if U256::from_be_bytes(signature.s) > HALF_ORDER {
            return Err(SignatureError::HighS);
        }
        Ok(signature)
    }

    /// Brings what a wallet or a key store returned into the one form that contracts accept.
    ///
    /// Reads v of 0, 1, 27 and 28, the 64 bytes of [ERC-2098], and an s above n / 2, which it
    /// replaces by n - s with the other parity: the same signer's signature of the same digest.
    /// For the side that pays; the side that checks uses [`parse`](Self::parse).
    ///
    /// # Errors
    ///
    /// If the bytes have another length or another v, or if r or s is no scalar of the curve.
    ///
    /// [ERC-2098]: https://eips.ethereum.org/EIPS/eip-2098
    pub fn normalize(bytes: &[u8]) -> Result<Self, SignatureError> {
        let accept = SignatureForms {
            v_0_1: true,
            compact: true,
        };
        let mut signature = Self::read(bytes, accept)?;
        let s = U256::from_be_bytes(signature.s);
        if s > HALF_ORDER {
            signature.s = ORDER.wrapping_sub(s).to_be_bytes();
            signature.y_parity = !signature.y_parity;
        }
        Ok(signature)
    }

    /// Checks everything but the half of the order in which s lies.
    fn read(bytes: &[u8], accept: SignatureForms) -> Result<Self, SignatureError> {
        let length = SignatureError::Length { found: bytes.len() };
        let (&r, rest) = bytes.split_first_chunk().ok_or(length)?;
        let (&s, rest) = rest.split_first_chunk().ok_or(length)?;
        let mut signature = Self {
            r,
            s,
            y_parity: false,
        };
        match *rest {
            [] if accept.compact => signature.y_parity = take_top_bit(&mut signature.s),
            [27] => {}
            [28] => signature.y_parity = true,
            [0] if accept.v_0_1 => {}
            [1] if accept.v_0_1 => signature.y_parity = true,
            [found] => return Err(SignatureError::RecoveryId { found }),
            _ => return Err(length),
        }
        for scalar in [r, signature.s].map(U256::from_be_bytes::<32>) {
            if scalar == U256::ZERO || scalar >= ORDER {
                return Err(SignatureError::Range);
            }
        }
        Ok(signature)
    }

    /// The address whose key made this signature of `digest`.
    ///
    /// Every digest yields some address: compare it with the one that should have signed.
    /// `None` if no key can have made the signature: no point of the curve has this r, or the
    /// recovered key would be the point at infinity.
    #[must_use]
    pub fn recover(&self, digest: &[u8; 32]) -> Option<Address> {
        recover::recover(digest, self)
    }

    /// The x coordinate of the nonce point, big endian.
    #[must_use]
    pub const fn r(&self) -> &[u8; 32] {
        &self.r
    }

    /// The proof, big endian, at most n / 2.
    #[must_use]
    pub const fn s(&self) -> &[u8; 32] {
        &self.s
    }

    /// Whether the y coordinate of the nonce point is odd: v is 28.
    #[must_use]
    pub const fn y_parity(&self) -> bool {
        self.y_parity
    }

    /// The 65 bytes r, s and v, with v 27 or 28.
    #[must_use]
    pub fn to_bytes(&self) -> [u8; 65] {
        let mut bytes = [27 + u8::from(self.y_parity); 65];
        put(&mut bytes, &self.r, &self.s);
        bytes
    }

    /// The 64 bytes r and s.
    #[cfg(feature = "secp256k1")]
    pub(super) fn scalars(&self) -> [u8; 64] {
        let mut bytes = [0; 64];
        put(&mut bytes, &self.r, &self.s);
        bytes
    }

    /// The 64 bytes r and s, with the parity in the top bit of s ([ERC-2098]).
    ///
    /// [ERC-2098]: https://eips.ethereum.org/EIPS/eip-2098
    #[must_use]
    pub fn to_compact(&self) -> [u8; 64] {
        let mut s = self.s;
        let [top, ..] = &mut s;
        *top |= u8::from(self.y_parity) << 7;
        let mut bytes = [0; 64];
        put(&mut bytes, &self.r, &s);
        bytes
    }

    /// The 65 bytes as messages carry them: `0x` and 130 hex digits.
    #[must_use]
    pub fn to_hex(&self) -> String {
        hex::encode(&self.to_bytes())
    }
}

/// Shortened: whoever has a payment's signature can settle the payment until it expires.
impl fmt::Debug for Signature {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (first, _) = self.r.split_at(4);
        write!(f, "Signature({}…)", hex::encode(first))
    }
}

/// Which forms beside the canonical one [`Signature::parse`] reads; by default none.
///
/// None of them makes another signer possible: the form changes, the scalars do not.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
#[expect(clippy::exhaustive_structs, reason = "a caller writes it as a literal")]
pub struct SignatureForms {
    /// The 64 bytes of [ERC-2098], as key stores that save space return them.
    ///
    /// [ERC-2098]: https://eips.ethereum.org/EIPS/eip-2098
    pub compact: bool,
    /// A v of 0 or 1, as some hardware wallets and signing libraries return it.
    pub v_0_1: bool,
}

/// Why bytes are no [`Signature`].
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub enum SignatureError {
    /// s is above n / 2: the malleable counterpart of a canonical signature, which token contracts
    /// refuse.
    HighS,
    /// The bytes are not 65 (or 64, where the compact form is accepted).
    Length {
        /// How many there are.
        found: usize,
    },
    /// r or s is zero, or not below the order of the curve.
    Range,
    /// v is neither 27 nor 28 (nor 0 nor 1, where these are accepted).
    RecoveryId {
        /// The last byte.
        found: u8,
    },
}

impl fmt::Display for SignatureError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::HighS => f.write_str("expected s in the lower half of the order, found it above"),
            Self::Length { found } => write!(f, "expected 65 bytes, found {found}"),
            Self::Range => f.write_str("expected r and s from 1 to n - 1, found one outside"),
            Self::RecoveryId { found } => write!(f, "expected v 27 or 28, found {found}"),
        }
    }
}

impl core::error::Error for SignatureError {}

/// Writes r and s to the first 64 bytes.
fn put(bytes: &mut [u8], r: &[u8; 32], s: &[u8; 32]) {
    for (to, from) in bytes.iter_mut().zip(r.iter().chain(s)) {
        *to = *from;
    }
}

/// Clears the top bit and says whether it was set.
fn take_top_bit([top, ..]: &mut [u8; 32]) -> bool {
    let set = *top & 0x80 != 0;
    *top &= 0x7f;
    set
}

/// The order n of secp256k1 (SEC 2, §2.4.1).
const ORDER: U256 = U256::from_limbs([
    0xbfd2_5e8c_d036_4141,
    0xbaae_dce6_af48_a03b,
    0xffff_ffff_ffff_fffe,
    0xffff_ffff_ffff_ffff,
]);

/// n / 2, rounded down.
const HALF_ORDER: U256 = U256::from_limbs([
    0xdfe9_2f46_681b_20a0,
    0x5d57_6e73_57a4_501d,
    0xffff_ffff_ffff_ffff,
    0x7fff_ffff_ffff_ffff,
]);

#[cfg(test)]
mod tests {
    use alloc::{format, string::ToString, vec::Vec};

    use proptest::prelude::*;

    use super::*;

    const ALL: SignatureForms = SignatureForms {
        compact: true,
        v_0_1: true,
    };

    fn bytes(r: U256, s: U256, tail: &[u8]) -> Vec<u8> {
        let mut bytes = Vec::new();
        bytes.extend(r.to_be_bytes::<32>());
        bytes.extend(s.to_be_bytes::<32>());
        bytes.extend(tail);
        bytes
    }

    #[test]
    fn half_order_is_half_the_order() {
        assert_eq!(HALF_ORDER, ORDER >> 1);
    }

    #[test]
    fn one_form_only() {
        let (one, max) = (U256::from(1), ORDER - U256::from(1));
        let (high, top) = (HALF_ORDER + U256::from(1), U256::from(1) << 255);
        let length = |found| Err(SignatureError::Length { found });
        let v = |found| Err(SignatureError::RecoveryId { found });
        let range = Err(SignatureError::Range);
        // r, s, tail; the parity that is read strictly, with every leniency, and by normalising
        for (r, s, tail, strict, lenient, normal) in [
            (one, one, &[27][..], Ok(false), Ok(false), Ok(false)),
            (max, HALF_ORDER, &[28], Ok(true), Ok(true), Ok(true)),
            (one, one, &[0], v(0), Ok(false), Ok(false)),
            (one, one, &[1], v(1), Ok(true), Ok(true)),
            (one, one, &[], length(64), Ok(false), Ok(false)),
            (one, top + one, &[], length(64), Ok(true), Ok(true)),
            (one, one, &[2], v(2), v(2), v(2)),
            (one, one, &[26], v(26), v(26), v(26)),
            (one, one, &[29], v(29), v(29), v(29)),
            (one, one, &[35], v(35), v(35), v(35)),
            (one, one, &[255], v(255), v(255), v(255)),
            (one, one, &[0, 27], length(66), length(66), length(66)),
            (
                one,
                high,
                &[27],
                Err(SignatureError::HighS),
                Err(SignatureError::HighS),
                Ok(true),
            ),
            (
                one,
                max,
                &[28],
                Err(SignatureError::HighS),
                Err(SignatureError::HighS),
                Ok(false),
            ),
            (
                one,
                high,
                &[],
                length(64),
                Err(SignatureError::HighS),
                Ok(true),
            ),
            (
                one,
                top + high,
                &[],
                length(64),
                Err(SignatureError::HighS),
                Ok(false),
            ),
            (U256::ZERO, one, &[27], range, range, range),
            (one, U256::ZERO, &[27], range, range, range),
            (ORDER, one, &[27], range, range, range),
            (one, ORDER, &[27], range, range, range),
            (U256::MAX, one, &[27], range, range, range),
            (one, top, &[], length(64), range, range),
        ] {
            let bytes = bytes(r, s, tail);
            let parity = |signature: Signature| signature.y_parity();
            let case = hex::encode(&bytes);
            assert_eq!(
                Signature::parse(&bytes, &SignatureForms::default()).map(parity),
                strict,
                "{case}"
            );
            assert_eq!(
                Signature::parse(&bytes, &ALL).map(parity),
                lenient,
                "{case}"
            );
            assert_eq!(Signature::normalize(&bytes).map(parity), normal, "{case}");
        }
        for found in [0, 1, 31, 32, 63, 66, 130] {
            let bytes = alloc::vec![1; found];
            assert_eq!(Signature::parse(&bytes, &ALL).map(|_| true), length(found));
        }
    }

    #[test]
    fn leniencies_are_apart() {
        let compact = SignatureForms {
            compact: true,
            v_0_1: false,
        };
        let v_0_1 = SignatureForms {
            compact: false,
            v_0_1: true,
        };
        let one = U256::from(1);
        for (tail, by_compact, by_v_0_1) in [(&[][..], true, false), (&[0], false, true)] {
            let bytes = bytes(one, one, tail);
            assert_eq!(Signature::parse(&bytes, &compact).is_ok(), by_compact);
            assert_eq!(Signature::parse(&bytes, &v_0_1).is_ok(), by_v_0_1);
        }
    }

    #[test]
    fn errors_say_what_was_found() {
        for (error, text) in [
            (
                SignatureError::HighS,
                "expected s in the lower half of the order, found it above",
            ),
            (
                SignatureError::Length { found: 66 },
                "expected 65 bytes, found 66",
            ),
            (
                SignatureError::Range,
                "expected r and s from 1 to n - 1, found one outside",
            ),
            (
                SignatureError::RecoveryId { found: 35 },
                "expected v 27 or 28, found 35",
            ),
        ] {
            assert_eq!(error.to_string(), text);
        }
    }

    #[test]
    fn debug_does_not_give_the_signature_away() {
        let signature =
            Signature::parse(&[&[7; 64][..], &[27]].concat(), &SignatureForms::default());
        assert_eq!(
            format!("{:?}", signature.unwrap()),
            "Signature(0x07070707…)"
        );
    }

    proptest! {
        #[test]
        fn forms_round_trip(r: [u8; 32], s: [u8; 32], odd: bool) {
            let wire = [&r[..], &s, &[27 + u8::from(odd)]].concat();
            let Ok(signature) = Signature::normalize(&wire) else {
                return Ok(());
            };
            let bytes = signature.to_bytes();
            prop_assert_eq!(Signature::parse(&bytes, &SignatureForms::default()), Ok(signature));
            prop_assert_eq!(Signature::parse(&signature.to_compact(), &ALL), Ok(signature));
            prop_assert_eq!(Signature::normalize(&bytes), Ok(signature));
            let text = signature.to_hex();
            prop_assert_eq!(hex::decode_array("signature", &text), Ok(bytes));
            if let Ok(strict) = Signature::parse(&wire, &SignatureForms::default()) {
                prop_assert_eq!(&strict.to_bytes()[..], &wire[..]);
            }
        }

        #[test]
        fn any_bytes_are_read_or_refused(bytes in prop::collection::vec(any::<u8>(), 0..80)) {
            let _ = Signature::parse(&bytes, &ALL);
            let _ = Signature::normalize(&bytes);
        }
    }
}
