//! Why a text or byte string is not a signing key.

use core::fmt;

/// The reason why a text or byte string is not a signing key; it never quotes it.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub enum SigningKeyError {
    /// EVM: the text is not `0x` and 64 hex digits.
    Hex,
    /// Solana: the public key after the seed is not the seed's.
    PublicKey,
    /// EVM: the number is 0, or not below the order of the curve.
    Range,
}

impl fmt::Display for SigningKeyError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Hex => "expected a private key of `0x` and 64 hex digits, found another form",
            Self::PublicKey => {
                "expected 32 secret bytes followed by their public key, found another public key"
            }
            Self::Range => "expected a private key from 1 to n - 1, found one outside",
        })
    }
}

impl core::error::Error for SigningKeyError {}
