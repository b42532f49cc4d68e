//! Recovery by libsecp256k1, in C.

use alloc::boxed::Box;

use once_cell::race::OnceBox;
use secp256k1::{
    Message, Secp256k1, VerifyOnly,
    ecdsa::{RecoverableSignature, RecoveryId},
};

use super::address_of;
use crate::evm::{Address, Signature};

/// The address whose key made `signature` of `digest`; `None` if no key can have.
#[must_use]
pub fn recover(digest: &[u8; 32], signature: &Signature) -> Option<Address> {
    let id = if signature.y_parity() {
        RecoveryId::One
    } else {
        RecoveryId::Zero
    };
    let signature = RecoverableSignature::from_compact(&signature.scalars(), id).ok()?;
    let key = CONTEXT
        .get_or_init(|| Box::new(Secp256k1::verification_only()))
        .recover_ecdsa(Message::from_digest(*digest), &signature)
        .ok()?;
    Some(address_of(&key.serialize_uncompressed()))
}

/// Made once: a context a call would cost a tenth of the recovery.
static CONTEXT: OnceBox<Secp256k1<VerifyOnly>> = OnceBox::new();
