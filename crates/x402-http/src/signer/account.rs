//! An account that signs.

use x402_core::{Address, evm, network::Family, svm};

/// An account that signs, with its key in memory. The key is erased when it is dropped.
#[derive(Debug)]
pub struct Signer(Key);

#[derive(Debug)]
enum Key {
    Evm(evm::SigningKey),
    Svm(svm::SigningKey),
}

impl Signer {
    /// The account's address.
    #[must_use]
    pub fn address(&self) -> Address {
        match &self.0 {
            Key::Evm(key) => key.address().into(),
            Key::Svm(key) => key.address().into(),
        }
    }

    /// The family of networks on which it signs.
    #[must_use]
    pub fn family(&self) -> Family {
        match &self.0 {
            Key::Evm(_) => Family::Evm,
            Key::Svm(_) => Family::Svm,
        }
    }

    /// Signs the hash of a transaction; `None` for an account on Solana.
    #[must_use]
    pub fn sign_digest(&self, digest: &[u8; 32]) -> Option<evm::Signature> {
        match &self.0 {
            Key::Evm(key) => Some(key.sign(digest)),
            Key::Svm(_) => None,
        }
    }

    /// Signs a message of Solana; `None` for an account of an EVM chain.
    #[must_use]
    pub fn sign_message(&self, message: &[u8]) -> Option<svm::Signature> {
        match &self.0 {
            Key::Svm(key) => Some(key.sign(message)),
            Key::Evm(_) => None,
        }
    }
}

impl From<evm::SigningKey> for Signer {
    fn from(key: evm::SigningKey) -> Self {
        Self(Key::Evm(key))
    }
}

impl From<svm::SigningKey> for Signer {
    fn from(key: svm::SigningKey) -> Self {
        Self(Key::Svm(key))
    }
}
