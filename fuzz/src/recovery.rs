use std::sync::LazyLock;

use secp256k1::{
    Message, Secp256k1, VerifyOnly,
    ecdsa::{RecoverableSignature, RecoveryId},
};
use x402_secp256k1::{PublicKey, Signature};

static CONTEXT: LazyLock<Secp256k1<VerifyOnly>> = LazyLock::new(Secp256k1::verification_only);

/// Reads the bytes as a digest, r, s, a parity, and the coordinates of a key.
///
/// # Panics
///
/// If libsecp256k1 recovers another key, or takes other coordinates for a key; or if a key
/// verifies, prepared or not, numbers from which another one is recovered.
pub fn recovery(data: &[u8]) {
    let Some((digest, r, s, is_y_odd, rest)) = split(data) else {
        return;
    };
    let expected = libsecp256k1(digest, r, s, is_y_odd);
    let signature = Signature::new(r, s, is_y_odd);
    let recovered = signature.and_then(|signature| signature.recover(digest));
    assert_eq!(recovered.map(|key| key.to_bytes()), expected);

    let given = rest.first_chunk().and_then(|bytes| {
        let key = PublicKey::from_bytes(bytes);
        let whole = [&[4], &bytes[..]].concat();
        assert_eq!(
            key.is_some(),
            secp256k1::PublicKey::from_slice(&whole).is_ok()
        );
        key
    });
    for key in [recovered, given].into_iter().flatten() {
        for parity in [false, true] {
            let Some(signature) = Signature::new(r, s, parity) else {
                continue;
            };
            let is_signer = signature.recover(digest) == Some(key);
            assert_eq!(key.verify(digest, &signature), is_signer);
            assert_eq!(key.prepare().verify(digest, &signature), is_signer);
        }
    }
}

type Parts<'a> = (&'a [u8; 32], &'a [u8; 32], &'a [u8; 32], bool, &'a [u8]);

fn split(data: &[u8]) -> Option<Parts<'_>> {
    let (digest, rest) = data.split_first_chunk()?;
    let (r, rest) = rest.split_first_chunk()?;
    let (s, rest) = rest.split_first_chunk()?;
    let (parity, rest) = rest.split_first()?;
    Some((digest, r, s, parity & 1 == 1, rest))
}

fn libsecp256k1(digest: &[u8; 32], r: &[u8; 32], s: &[u8; 32], is_y_odd: bool) -> Option<[u8; 64]> {
    let id = if is_y_odd {
        RecoveryId::One
    } else {
        RecoveryId::Zero
    };
    let signature = RecoverableSignature::from_compact(&[*r, *s].concat(), id).ok()?;
    let digest = Message::from_digest(*digest);
    let key = CONTEXT.recover_ecdsa(digest, &signature).ok()?;
    key.serialize_uncompressed()[1..].try_into().ok()
}
