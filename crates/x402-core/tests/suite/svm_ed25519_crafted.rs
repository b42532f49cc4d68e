//! Signatures built to tell strict verification from its relatives: our verdict is dalek's.

use curve25519_dalek::{EdwardsPoint, Scalar, constants};
use ed25519_dalek::{Verifier, VerifyingKey};
use sha2::{Digest, Sha512};
use x402_core::svm::{Address, Signature};

/// How often each outcome came.
#[derive(Debug, Default)]
struct Tally {
    cases: usize,
    accepted: usize,
    /// Refused only because R has small order.
    small_order: usize,
}

impl Tally {
    /// Our verdict must be that of `verify_strict`.
    fn compare(&mut self, key: [u8; 32], r: [u8; 32], s: [u8; 32], message: &[u8]) {
        let bytes: [u8; 64] = [r, s].concat().try_into().expect("64 bytes");
        let signature = ed25519_dalek::Signature::from_bytes(&bytes);
        let dalek = VerifyingKey::from_bytes(&key).ok();
        let strict = dalek.is_some_and(|key| key.verify_strict(message, &signature).is_ok());
        let ours = Signature::new(bytes).verify_strict(&Address::new(key), message);
        assert_eq!(ours.is_ok(), strict, "{key:?} {bytes:?} {message:?}");
        self.cases += 1;
        self.accepted += usize::from(strict);
        self.small_order += usize::from(dalek.is_some_and(|key| {
            !strict && !key.is_weak() && key.verify(message, &signature).is_ok()
        }));
    }
}

/// Every key and every R with each torsion component, also without any other component.
///
/// The signer searches for a message under which the torsion components cancel, as they do for
/// one in eight, and signs another one, too.
#[test]
fn components_of_small_order() {
    let mut tally = Tally::default();
    for a in [Scalar::ZERO, Scalar::ONE, -Scalar::ONE, number(1)] {
        for r in [Scalar::ZERO, Scalar::ONE, number(2)] {
            for key_torsion in 0..8 {
                for r_torsion in 0..8 {
                    sign(&mut tally, (a, key_torsion), (r, r_torsion));
                }
            }
        }
    }
    assert!(tally.cases >= 3_000, "{tally:?}");
    assert!(tally.accepted >= 100, "{tally:?}");
    assert!(tally.small_order >= 100, "{tally:?}");
}

fn sign(tally: &mut Tally, (a, key_torsion): (Scalar, u8), (r, r_torsion): (Scalar, u8)) {
    let [key, nonce] = [(a, key_torsion), (r, r_torsion)].map(|(scalar, torsion)| {
        let point = EdwardsPoint::mul_base(&scalar);
        (point + constants::EIGHT_TORSION[usize::from(torsion)])
            .compress()
            .0
    });
    let signed = |message: &u8| r + challenge(&nonce, &key, &[*message]) * a;
    let cancels = |message: &u8| {
        let k = challenge(&nonce, &key, &[*message]).to_bytes()[0] % 8;
        (r_torsion + k * key_torsion) % 8 == 0
    };
    let fitting = (0..64).find(cancels);
    let other = (0..64).find(|message| !cancels(message));
    for message in fitting.into_iter().chain(other) {
        let s = signed(&message).to_bytes();
        tally.compare(key, nonce, s, &[message]);
        tally.compare(key, nonce, plus_order(s), &[message]);
        tally.compare(key, nonce, s, &[message ^ 0x80]);
        tally.compare(key, flip(nonce, 255), s, &[message]);
        tally.compare(flip(key, 255), nonce, s, &[message]);
    }
}

/// Encodings that no point has, and those of small order, as the key and as R.
#[test]
fn encodings_that_are_not_canonical() {
    let mut tally = Tally::default();
    let order = [0xed, 0x7f]; // of 2^255 - 19: its first byte and its last
    let mut encodings: Vec<[u8; 32]> = constants::EIGHT_TORSION
        .map(|point| point.compress().0)
        .to_vec();
    for above in 0..19 {
        let mut y = [0xff; 32];
        y[0] = order[0] + above;
        for last in [order[1], 0xff] {
            y[31] = last;
            encodings.push(y);
        }
    }
    // The identity and the point of order 2, with the sign of an x that is 0.
    encodings.push(flip(constants::EIGHT_TORSION[0].compress().0, 255));
    encodings.push(flip(constants::EIGHT_TORSION[4].compress().0, 255));
    for key in &encodings {
        for r in &encodings {
            for s in [Scalar::ZERO, Scalar::ONE] {
                tally.compare(*key, *r, s.to_bytes(), b"message");
            }
        }
    }
    // A proper key, and R = -kA or B - kA in every spelling.
    let key = EdwardsPoint::mul_base(&number(3)).compress().0;
    for r in &encodings {
        for message in 0..4 {
            let k = challenge(r, &key, &[message]);
            for s in [k * number(3), Scalar::ONE + k * number(3)] {
                tally.compare(key, *r, s.to_bytes(), &[message]);
            }
        }
    }
    assert!(tally.cases >= 4_000, "{tally:?}");
    assert!(tally.small_order > 0, "{tally:?}");
}

/// Dalek's own signatures, and each with one bit of it, the key or the message flipped.
#[test]
fn mutations() {
    let mut tally = Tally::default();
    for seed in 0_u8..8 {
        let signer = ed25519_dalek::SigningKey::from_bytes(&[seed; 32]);
        let key = signer.verifying_key().to_bytes();
        let message = [seed; 40];
        let signature = ed25519_dalek::Signer::sign(&signer, &message);
        let (r, s) = (*signature.r_bytes(), *signature.s_bytes());
        tally.compare(key, r, s, &message);
        for bit in (usize::from(seed)..256).step_by(8) {
            tally.compare(flip(key, bit), r, s, &message);
            tally.compare(key, flip(r, bit), s, &message);
            tally.compare(key, r, flip(s, bit), &message);
        }
    }
    assert_eq!((tally.cases, tally.accepted), (776, 8), "{tally:?}");
}

/// k of the verification equation (RFC 8032, §5.1.7).
fn challenge(r: &[u8; 32], key: &[u8; 32], message: &[u8]) -> Scalar {
    let hash = Sha512::new().chain_update(r).chain_update(key);
    Scalar::from_bytes_mod_order_wide(&hash.chain_update(message).finalize().into())
}

/// The same number for the same seed, and nothing special about it.
fn number(seed: u8) -> Scalar {
    Scalar::from_bytes_mod_order_wide(&Sha512::digest([seed]).into())
}

/// S + L: the same scalar, spelled above the order.
fn plus_order(mut s: [u8; 32]) -> [u8; 32] {
    let minus_one = (-Scalar::ONE).to_bytes();
    let mut carry = 1_u16;
    for (byte, order) in s.iter_mut().zip(minus_one) {
        carry += u16::from(*byte) + u16::from(order);
        *byte = carry.to_le_bytes()[0];
        carry >>= 8;
    }
    s
}

fn flip(mut bytes: [u8; 32], bit: usize) -> [u8; 32] {
    bytes[bit / 8] ^= 1 << (bit % 8);
    bytes
}
