//! Solana addresses: 32 bytes, written in base58.

use core::{fmt, str::FromStr};

use curve25519_dalek::edwards::CompressedEdwardsY;

use crate::{ValueError, svm::base58};

/// The 32 bytes that name an account: an Ed25519 public key, or a program-derived address.
///
/// As text it is base58 with the Bitcoin alphabet, 32 to 44 characters, and that text is
/// unique: no prefix, no checksum, no white space. Whether an account exists at the address
/// is a question for the chain.
#[doc(alias = "Pubkey")]
#[derive(Clone, Copy, Eq, Hash, Ord, PartialEq, PartialOrd)]
pub struct Address([u8; 32]);

impl Address {
    /// The address with these bytes; every 32 bytes are an address.
    #[must_use]
    pub const fn new(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }

    /// The bytes, as they stand in a transaction.
    #[must_use]
    pub const fn as_bytes(&self) -> &[u8; 32] {
        &self.0
    }

    /// Whether these bytes decompress to a point of Curve25519, as a public key does.
    ///
    /// A program-derived address never does, so nobody can sign for it.
    #[must_use]
    pub fn is_on_curve(&self) -> bool {
        CompressedEdwardsY(self.0).decompress().is_some()
    }
}

impl AsRef<[u8]> for Address {
    fn as_ref(&self) -> &[u8] {
        &self.0
    }
}

impl fmt::Debug for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Address({self})")
    }
}

impl fmt::Display for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        base58::write::<32, 44>(&self.0, f)
    }
}

impl From<[u8; 32]> for Address {
    fn from(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }
}

impl FromStr for Address {
    type Err = ValueError;

    fn from_str(text: &str) -> Result<Self, ValueError> {
        base58::read(text, 32..=44).map(Self).ok_or_else(|| {
            ValueError::new(
                "Solana address",
                "32 bytes in base58, which is 32 to 44 characters",
                text,
            )
        })
    }
}

#[cfg(test)]
mod tests {
    use alloc::{format, string::ToString};

    use super::*;

    #[test]
    fn known_answers() {
        for (text, bytes) in [
            ("11111111111111111111111111111111", [0; 32]),
            ("4vJ9JU1bJJE96FWSJKvHsmmFADCg4gpZQff4P3bkLKi", [1; 32]),
            ("JEKNVnkbo3jma5nREBBJCDoXFVeKkD56V3xKrvRmWxFG", [0xff; 32]),
        ] {
            let address: Address = text.parse().expect(text);
            assert_eq!(address, Address::new(bytes), "{text}");
            assert_eq!(address.to_string(), text);
            assert_eq!(format!("{address:?}"), format!("Address({text})"));
        }
    }

    #[test]
    fn refuses_what_is_not_32_bytes_in_base58() {
        for text in [
            "",
            "1111111111111111111111111111111",   // 31 zero bytes
            "111111111111111111111111111111111", // 33 zero bytes
            "JEKNVnkbo3jma5nREBBJCDoXFVeKkD56V3xKrvRmWxFH", // 2^256
            "4vJ9JU1bJJE96FWSJKvHsmmFADCg4gpZQff4P3bkLK0", // 0 is no digit
            "4vJ9JU1bJJE96FWSJKvHsmmFADCg4gpZQff4P3bkLKi ", // white space
            "4vJ9JU1bJJE96FWSJKvHsmmFADCg4gpZQff4P3bkLKé",
            "0x0101010101010101010101010101010101010101",
        ] {
            let error = text.parse::<Address>().expect_err(text);
            assert_eq!(error.noun(), "Solana address", "{text}");
        }
    }

    #[test]
    fn a_public_key_is_on_the_curve_and_a_token_account_is_not() {
        for (text, on_curve) in [
            ("AKnL4NNf3DGWZJS6cPknBuEGnVsV4A4m5tgebLHaRSZ9", true),
            ("H1AviagU5Y17z77v1F9qZPJ9kCbCsL4ewiZABNfGYoRs", false),
        ] {
            let address: Address = text.parse().expect(text);
            assert_eq!(address.is_on_curve(), on_curve, "{text}");
        }
    }
}
