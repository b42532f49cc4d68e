//! Keys held in memory: for tests, and for programs that pay by themselves. An app has its key
//! store sign.

use x402_core::{evm, svm};
use zeroize::Zeroizing;

use crate::error::ValueError;

/// The private key of an account on EVM chains, in memory: for tests.
#[derive(Debug, uniffi::Object)]
pub struct EvmSigningKey(pub(crate) evm::SigningKey);

#[uniffi::export]
impl EvmSigningKey {
    /// The key with these 32 bytes.
    #[uniffi::constructor]
    pub fn from_bytes(bytes: Vec<u8>) -> Result<Self, ValueError> {
        let key = evm::SigningKey::from_bytes(&*array("private key", bytes)?);
        key.map(Self).map_err(unusable)
    }

    /// The key with these 64 hex digits, with or without `0x` before them.
    #[uniffi::constructor]
    pub fn from_hex(text: String) -> Result<Self, ValueError> {
        let key = evm::SigningKey::from_hex(&Zeroizing::new(text));
        key.map(Self).map_err(unusable)
    }

    /// The account's address.
    pub fn address(&self) -> String {
        self.0.address().to_string()
    }

    /// Signs 32 bytes as they are: 65 bytes, low s, v of 27 or 28.
    pub fn sign(&self, digest: Vec<u8>) -> Result<Vec<u8>, ValueError> {
        let digest = array("digest", digest)?;
        Ok(self.0.sign(&digest).to_bytes().to_vec())
    }
}

/// The private key of an account on Solana, in memory: for tests.
#[derive(Debug, uniffi::Object)]
pub struct SvmSigningKey(pub(crate) svm::SigningKey);

#[uniffi::export]
impl SvmSigningKey {
    /// The key of this seed of 32 bytes.
    #[uniffi::constructor]
    pub fn from_seed(seed: Vec<u8>) -> Result<Self, ValueError> {
        Ok(Self(svm::SigningKey::from_seed(&*array("seed", seed)?)))
    }

    /// The key of these 64 bytes, the seed and the public key, as Solana's tools write them.
    #[uniffi::constructor]
    pub fn from_keypair_bytes(bytes: Vec<u8>) -> Result<Self, ValueError> {
        let key = svm::SigningKey::from_keypair_bytes(&*array("key pair", bytes)?);
        key.map(Self).map_err(unusable)
    }

    /// The key in base58, as wallets export it: of the 64 bytes of the seed and the public key, or
    /// of the seed's 32.
    #[uniffi::constructor]
    pub fn from_base58(text: String) -> Result<Self, ValueError> {
        let key = svm::SigningKey::from_base58(&Zeroizing::new(text));
        key.map(Self).map_err(unusable)
    }

    /// The account's address.
    pub fn address(&self) -> String {
        self.0.address().to_string()
    }

    /// Signs a message: 64 bytes.
    pub fn sign(&self, message: Vec<u8>) -> Vec<u8> {
        self.0.sign(&message).as_bytes().to_vec()
    }
}

/// So many bytes, whose copies here are erased; the error never shows them.
fn array<const N: usize>(noun: &str, bytes: Vec<u8>) -> Result<Zeroizing<[u8; N]>, ValueError> {
    let bytes = Zeroizing::new(bytes);
    <[u8; N]>::try_from(bytes.as_slice())
        .map(Zeroizing::new)
        .map_err(|_| {
            let (expected, found) = (format!("{N} bytes"), format!("{} bytes", bytes.len()));
            ValueError::new(noun, &expected, &found)
        })
}

fn unusable(error: evm::SigningKeyError) -> ValueError {
    match error {
        evm::SigningKeyError::Base58 => {
            ValueError::new("private key", "64 or 32 bytes in base58", "another form")
        }
        evm::SigningKeyError::Hex => ValueError::new(
            "private key",
            "64 hex digits, with or without `0x`",
            "another form",
        ),
        evm::SigningKeyError::PublicKey => ValueError::new(
            "Solana key pair",
            "a seed and its public key",
            "another public key",
        ),
        _ => ValueError::new("private key", "a number from 1 to n - 1", "one outside"),
    }
}
