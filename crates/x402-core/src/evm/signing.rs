//! Signing with a private key held in memory.

#[cfg(all(feature = "k256", not(feature = "secp256k1")))]
mod k256;
#[cfg(feature = "secp256k1")]
mod secp256k1;

use core::fmt;

use zeroize::Zeroizing;

#[cfg(all(feature = "k256", not(feature = "secp256k1")))]
use self::k256::Secret;
#[cfg(feature = "secp256k1")]
use self::secp256k1::Secret;
use super::{Address, Signature, hex};
use crate::signing_key_error::SigningKeyError;

/// The private key of an externally owned account.
///
/// It signs deterministically ([RFC 6979]) and in the canonical form, is erased from memory
/// when it is dropped, and shows only its address.
///
/// [RFC 6979]: https://www.rfc-editor.org/rfc/rfc6979
pub struct SigningKey {
    secret: Secret,
    address: Address,
}

impl SigningKey {
    /// Takes the key's 32 bytes, big endian. The caller's copy is the caller's to erase.
    ///
    /// # Errors
    ///
    /// If the number is 0, or not below the order of the curve.
    pub fn from_bytes(bytes: &[u8; 32]) -> Result<Self, SigningKeyError> {
        let secret = Secret::new(bytes).ok_or(SigningKeyError::Range)?;
        let address = secret.address();
        Ok(Self { secret, address })
    }

    /// Reads 64 hex digits, with or without `0x`: wallets export both. The caller's copy is the
    /// caller's to erase.
    ///
    /// # Errors
    ///
    /// If the text is something else, or the number is 0 or not below the order of the curve.
    pub fn from_hex(text: &str) -> Result<Self, SigningKeyError> {
        let digits = text.strip_prefix("0x").unwrap_or(text);
        let mut bytes = Zeroizing::new([0; 32]);
        // The error quotes nothing: the text may be most of a key.
        hex::decode_digits(digits, &mut *bytes).ok_or(SigningKeyError::Hex)?;
        Self::from_bytes(&bytes)
    }

    /// The account's address.
    #[must_use]
    pub fn address(&self) -> Address {
        self.address
    }

    /// Signs a digest, such as that of [`signing_hash`](super::eip712::signing_hash).
    #[must_use]
    pub fn sign(&self, digest: &[u8; 32]) -> Signature {
        let mut signature = self.secret.sign(digest, None);
        let mut attempt = 0_u64;
        loop {
            if let Some(signature) = signature {
                return signature;
            }
            // A nonce that gives r = 0, s = 0 or an r that v cannot express: nobody has met
            // one, and RFC 6979 (§3.2, step h) goes on to another.
            attempt = attempt.wrapping_add(1);
            let mut extra = [0; 32];
            for (to, from) in extra.iter_mut().zip(attempt.to_le_bytes()) {
                *to = from;
            }
            signature = self.secret.sign(digest, Some(&extra));
        }
    }
}

/// Shows the address and nothing of the key.
impl fmt::Debug for SigningKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "SigningKey({})", self.address)
    }
}

#[cfg(test)]
mod tests {
    use alloc::{format, string::ToString};

    use super::*;

    const SECRET: &str = "0x0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";

    #[test]
    fn shows_the_address_only() {
        let key = SigningKey::from_hex(SECRET).unwrap();
        assert_eq!(
            format!("{key:?}"),
            "SigningKey(0xFCAd0B19bB29D4674531d6f115237E16AfCE377c)"
        );
    }

    #[test]
    fn other_numbers_and_texts_are_no_key() {
        let order = "0xfffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141";
        let zero = "0x0000000000000000000000000000000000000000000000000000000000000000";
        let (_, bare) = SECRET.split_at(2);
        let (short, _) = SECRET.split_at(64);
        for (text, error) in [
            (zero, SigningKeyError::Range),
            (order, SigningKeyError::Range),
            (&*format!("0x{}", "f".repeat(64)), SigningKeyError::Range),
            (&*format!("0x{SECRET}"), SigningKeyError::Hex),
            (&*format!("0X{bare}"), SigningKeyError::Hex),
            (&*format!("0x{}", &bare[2..]), SigningKeyError::Hex),
            (&*format!(" {bare}"), SigningKeyError::Hex),
            (short, SigningKeyError::Hex),
            ("", SigningKeyError::Hex),
        ] {
            let found = SigningKey::from_hex(text).unwrap_err();
            assert_eq!(found, error, "{text}");
            // Not even a piece of it.
            assert!(!found.to_string().contains("0123"), "{found}");
        }
        let same = SigningKey::from_hex(bare).map(|key| key.address());
        assert_eq!(same, SigningKey::from_hex(SECRET).map(|key| key.address()));
        let last = "0xfffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364140";
        assert!(SigningKey::from_hex(last).is_ok());
    }

    #[test]
    fn an_extra_makes_another_signature_by_the_same_key() {
        let key = SigningKey::from_hex(SECRET).unwrap();
        let digest = [7; 32];
        let plain = key.secret.sign(&digest, None).unwrap();
        let extra = key.secret.sign(&digest, Some(&[1; 32])).unwrap();
        assert_eq!(plain, key.sign(&digest));
        assert_ne!(plain, extra);
        assert_eq!(extra.recover(&digest), Some(key.address()));
    }
}
