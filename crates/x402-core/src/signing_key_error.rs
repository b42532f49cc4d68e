//! Why a text or byte string is not a signing key.

use core::fmt;

/// The reason why a text or byte string is not a signing key; it never quotes it.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub enum SigningKeyError {
    /// Solana: the text is not 64 or 32 bytes in base58.
    Base58,
    /// EVM: the text is not 64 hex digits, with or without `0x`.
    Hex,
    /// Solana: the public key after the seed is not the seed's.
    PublicKey,
    /// EVM: the number is 0, or not below the order of the curve.
    Range,
}

impl fmt::Display for SigningKeyError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Base58 => {
                "expected a private key of 64 or 32 bytes in base58, found another form"
            }
            Self::Hex => {
                "expected a private key of 64 hex digits, with or without `0x`, found another form"
            }
            Self::PublicKey => {
                "expected 32 secret bytes followed by their public key, found another public key"
            }
            Self::Range => "expected a private key from 1 to n - 1, found one outside",
        })
    }
}

impl core::error::Error for SigningKeyError {}
