//! Blockhashes: until when a Solana transaction can be executed.

use core::{fmt, str::FromStr};

use crate::{ValueError, svm::base58};

/// The hash of a recent block, 32 bytes in base58.
///
/// A transaction that names it can be executed for 150 blocks after that block, about a
/// minute. How old it is only the chain can tell.
#[derive(Clone, Copy, Eq, Hash, Ord, PartialEq, PartialOrd)]
pub struct Blockhash([u8; 32]);

impl Blockhash {
    /// The blockhash with these bytes; every 32 bytes are one.
    #[must_use]
    pub const fn new(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }

    /// The bytes, as they stand in a transaction.
    #[must_use]
    pub const fn as_bytes(&self) -> &[u8; 32] {
        &self.0
    }
}

impl fmt::Debug for Blockhash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Blockhash({self})")
    }
}

impl fmt::Display for Blockhash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        base58::write::<32, 44>(&self.0, f)
    }
}

impl From<[u8; 32]> for Blockhash {
    fn from(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }
}

impl FromStr for Blockhash {
    type Err = ValueError;

    fn from_str(text: &str) -> Result<Self, ValueError> {
        base58::read(text, 32..=44).map(Self).ok_or_else(|| {
            ValueError::new(
                "Solana blockhash",
                "32 bytes in base58, which is 32 to 44 characters",
                text,
            )
        })
    }
}

#[cfg(test)]
mod tests {
    use alloc::string::ToString;

    use super::*;

    #[test]
    fn reads_and_writes_base58() {
        let text = "4vJ9JU1bJJE96FWSJKvHsmmFADCg4gpZQff4P3bkLKi";
        let blockhash: Blockhash = text.parse().expect(text);
        assert_eq!(blockhash.as_bytes(), &[1; 32]);
        assert_eq!(blockhash.to_string(), text);
        assert_eq!(
            "latest"
                .parse::<Blockhash>()
                .expect_err("not 32 bytes")
                .noun(),
            "Solana blockhash"
        );
    }
}
