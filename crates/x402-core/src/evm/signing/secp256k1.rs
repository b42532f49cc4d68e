//! Signing by libsecp256k1, in C.

use alloc::boxed::Box;

use once_cell::race::OnceBox;
use secp256k1::{Message, PublicKey, Secp256k1, SecretKey, SignOnly};

use crate::evm::{Address, Signature, recover::address_of};

/// A private key; erased when dropped.
pub(super) struct Secret(SecretKey);

impl Secret {
    pub(super) fn new(bytes: &[u8; 32]) -> Option<Self> {
        SecretKey::from_byte_array(*bytes).ok().map(Self)
    }

    pub(super) fn address(&self) -> Address {
        let key = PublicKey::from_secret_key(context(), &self.0);
        address_of(&key.serialize_uncompressed())
    }

    /// `extra` goes into the nonce; `None` if the signature has no canonical form.
    pub(super) fn sign(&self, digest: &[u8; 32], extra: Option<&[u8; 32]>) -> Option<Signature> {
        let digest = Message::from_digest(*digest);
        let signature = match extra {
            Some(extra) => context().sign_ecdsa_recoverable_with_noncedata(digest, &self.0, extra),
            None => context().sign_ecdsa_recoverable(digest, &self.0),
        };
        let (id, scalars) = signature.serialize_compact();
        let v = u8::try_from(i32::from(id)).ok()?;
        let mut bytes = [v; 65];
        for (to, from) in bytes.iter_mut().zip(scalars) {
            *to = from;
        }
        Signature::normalize(&bytes).ok()
    }
}

impl Drop for Secret {
    fn drop(&mut self) {
        self.0.non_secure_erase();
    }
}

/// Signing with libsecp256k1 takes constant time; blinding it too would need randomness.
fn context() -> &'static Secp256k1<SignOnly> {
    CONTEXT.get_or_init(|| Box::new(Secp256k1::signing_only()))
}

static CONTEXT: OnceBox<Secp256k1<SignOnly>> = OnceBox::new();
