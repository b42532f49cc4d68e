//! Signing in pure Rust.

use k256::ecdsa::{SigningKey, hazmat::SignPrimitive};
use sha2::Sha256;

use crate::evm::{Address, Signature, recover::address_of};

/// A private key; `k256` erases it when it is dropped.
pub(super) struct Secret(SigningKey);

impl Secret {
    pub(super) fn new(bytes: &[u8; 32]) -> Option<Self> {
        SigningKey::from_bytes(bytes.into()).ok().map(Self)
    }

    pub(super) fn address(&self) -> Address {
        address_of(self.0.verifying_key().to_encoded_point(false).as_bytes())
    }

    /// `extra` goes into the nonce; `None` if the signature has no canonical form.
    pub(super) fn sign(&self, digest: &[u8; 32], extra: Option<&[u8; 32]>) -> Option<Signature> {
        let extra = extra.map_or(&[][..], |extra| extra);
        let (signature, id) = self
            .0
            .as_nonzero_scalar()
            .try_sign_prehashed_rfc6979::<Sha256>(digest.into(), extra)
            .ok()?;
        let mut bytes = [id?.to_byte(); 65];
        for (to, from) in bytes.iter_mut().zip(signature.to_bytes()) {
            *to = from;
        }
        Signature::normalize(&bytes).ok()
    }
}
