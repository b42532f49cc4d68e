//! Signing with a key that lies in memory.

use core::fmt;

use ed25519_dalek::Signer;
use zeroize::Zeroizing;

use crate::{
    signing_key_error::SigningKeyError,
    svm::{Address, Signature, base58},
};

/// An Ed25519 key for tests, for servers that pay, and for the `x402` command.
///
/// It is zeroed when dropped and never printed. Wallets keep theirs elsewhere, and sign the
/// bytes that the client hands them.
pub struct SigningKey(ed25519_dalek::SigningKey);

impl SigningKey {
    /// The key that RFC 8032 derives from 32 secret bytes.
    #[must_use]
    pub fn from_seed(seed: &[u8; 32]) -> Self {
        Self(ed25519_dalek::SigningKey::from_bytes(seed))
    }

    /// Reads the form that Solana's tools keep: the seed, then the public key.
    ///
    /// # Errors
    ///
    /// If the public key is not the seed's.
    pub fn from_keypair_bytes(bytes: &[u8; 64]) -> Result<Self, SigningKeyError> {
        ed25519_dalek::SigningKey::from_keypair_bytes(bytes)
            .map(Self)
            .map_err(|_| SigningKeyError::PublicKey)
    }

    /// Reads base58 of 64 bytes, the seed and its public key, as Phantom and other wallets export
    /// a key; or of the 32 bytes of the seed alone. The caller's copy is the caller's to erase.
    ///
    /// # Errors
    ///
    /// If the text is something else, or the public key is not the seed's.
    pub fn from_base58(text: &str) -> Result<Self, SigningKeyError> {
        if let Some(pair) = base58::read(text, 64..=88).map(Zeroizing::new) {
            return Self::from_keypair_bytes(&pair);
        }
        let seed = base58::read(text, 32..=44).map(Zeroizing::new);
        let seed = seed.ok_or(SigningKeyError::Base58)?;
        Ok(Self::from_seed(&seed))
    }

    /// The public key.
    #[must_use]
    pub fn address(&self) -> Address {
        Address::new(self.0.verifying_key().to_bytes())
    }

    /// Signs a message, deterministically (RFC 8032).
    #[must_use]
    pub fn sign(&self, message: &[u8]) -> Signature {
        Signature::new(self.0.sign(message).to_bytes())
    }
}

impl fmt::Debug for SigningKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "SigningKey({})", self.address())
    }
}

#[cfg(test)]
mod tests {
    use alloc::{
        format,
        string::{String, ToString},
    };

    use super::*;

    fn in_base58(bytes: &[u8]) -> String {
        bs58::encode(bytes).into_string()
    }

    #[test]
    fn other_texts_are_no_key() {
        let short = in_base58(&[1; 31]);
        let long = in_base58(&[1; 65]);
        let hex = "0123456789abcdef".repeat(4);
        for text in ["", "1", "0", &*short, &*long, &*hex, &*"1".repeat(1 << 20)] {
            let error = SigningKey::from_base58(text).expect_err("no key");
            assert_eq!(error, SigningKeyError::Base58);
            assert!(!error.to_string().contains(text) || text.len() < 2);
        }
    }

    #[test]
    fn both_forms_are_the_same_key() {
        let key = SigningKey::from_seed(&[1; 32]);
        let text = "AKnL4NNf3DGWZJS6cPknBuEGnVsV4A4m5tgebLHaRSZ9";
        assert_eq!(format!("{key:?}"), format!("SigningKey({text})"));

        let mut pair = [1; 64];
        pair[32..].copy_from_slice(key.address().as_bytes());
        let same = SigningKey::from_keypair_bytes(&pair).expect("the seed's public key");
        assert_eq!(same.sign(b"x402"), key.sign(b"x402"));
        assert_eq!(
            key.sign(b"x402").verify_strict(&key.address(), b"x402"),
            Ok(())
        );

        let (pair_text, seed_text) = (in_base58(&pair), in_base58(&[1; 32]));
        for text in [&*pair_text, &*seed_text] {
            let same = SigningKey::from_base58(text).expect(text);
            assert_eq!(same.address(), key.address(), "{text}");
        }

        pair[63] ^= 1;
        let error = SigningKey::from_base58(&in_base58(&pair)).expect_err("another public key");
        assert_eq!(error, SigningKeyError::PublicKey);
        let error = SigningKey::from_keypair_bytes(&pair).expect_err("another public key");
        assert_eq!(error, SigningKeyError::PublicKey);
    }
}
