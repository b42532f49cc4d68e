//! Signatures with one unusual property each, and what every function answers.

use k256::{
    AffinePoint, ProjectivePoint, Scalar,
    elliptic_curve::{point::DecompressPoint, sec1::ToEncodedPoint, subtle::Choice},
};
use x402_secp256k1::{PublicKey, Signature};

use crate::{cases::reduce, oracle::Case};

/// A number of 32 bytes from its last eight.
fn small(number: u64) -> [u8; 32] {
    let mut bytes = [0; 32];
    bytes[24..].copy_from_slice(&number.to_be_bytes());
    bytes
}

/// The sum of a number and a small one.
fn plus(mut bytes: [u8; 32], number: u16) -> [u8; 32] {
    let mut carry = number;
    for byte in bytes.iter_mut().rev() {
        carry += u16::from(*byte);
        *byte = carry.to_le_bytes()[0];
        carry >>= 8;
    }
    bytes
}

#[test]
fn r_and_s_are_from_1_to_n_minus_1() {
    let minus_one: [u8; 32] = (-Scalar::ONE).to_bytes().into();
    let one = small(1);
    for (number, is_scalar) in [
        (small(0), false),
        (one, true),
        (minus_one, true),
        (plus(minus_one, 1), false),
        (plus(minus_one, 2), false),
        ([0xff; 32], false),
    ] {
        assert_eq!(
            Signature::new(&number, &one, false).is_some(),
            is_scalar,
            "{number:?}"
        );
        assert_eq!(
            Signature::new(&one, &number, true).is_some(),
            is_scalar,
            "{number:?}"
        );
    }
}

#[test]
fn a_nonce_point_above_the_order_is_not_meant() {
    let n_minus_1: [u8; 32] = (-Scalar::ONE).to_bytes().into();
    let mut found = 0;
    for r in 1..200 {
        // x = n + r.
        let x = plus(n_minus_1, r + 1);
        let r = small(r.into());
        for is_y_odd in [false, true] {
            let point: Option<AffinePoint> =
                AffinePoint::decompress(&x.into(), Choice::from(u8::from(is_y_odd))).into();
            let Some(point) = point else { continue };
            found += 1;
            // The key of the signature that a recovery id of 2 or 3 would describe.
            let (digest, s) = (small(402), small(7));
            let inverse: Scalar = Option::from(reduce(&r).invert()).expect("not 0");
            let key = (ProjectivePoint::from(point) * reduce(&s)
                - ProjectivePoint::GENERATOR * reduce(&digest))
                * inverse;
            let key = key.to_affine().to_encoded_point(false);
            let key: [u8; 64] = key.as_bytes()[1..].try_into().expect("64 bytes");
            let key = PublicKey::from_bytes(&key).expect("on the curve");
            let case = Case {
                digest,
                r,
                s,
                is_y_odd,
            };
            let recovered = case.compare();
            case.compare_k256(recovered);
            assert_ne!(recovered, Some(key));
            assert!(!case.compare_key(&key.prepare(), recovered));
        }
    }
    assert!(found > 100, "{found}");
}

#[test]
fn keys_are_points_of_the_curve() {
    let key = Case {
        digest: small(1),
        r: small(1),
        s: small(1),
        is_y_odd: false,
    };
    let key = key.recover().expect("a key").to_bytes();
    assert_eq!(
        PublicKey::from_bytes(&key).map(|key| key.to_bytes()),
        Some(key)
    );
    for byte in 0..64 {
        let mut changed = key;
        changed[byte] ^= 1;
        assert!(PublicKey::from_bytes(&changed).is_none(), "{byte}");
    }
    assert!(PublicKey::from_bytes(&[0; 64]).is_none());
    assert!(PublicKey::from_bytes(&[0xff; 64]).is_none());
    // A point of the curve with a small x, and the same with x + p.
    let p: [u8; 32] = core::array::from_fn(|i| match i {
        27 => 0xfe,
        30 => 0xfc,
        31 => 0x2f,
        _ => 0xff,
    });
    let nonce = Case {
        digest: small(0),
        r: small(1),
        s: small(1),
        is_y_odd: false,
    };
    let key = nonce.recover().expect("R itself").to_bytes();
    assert_eq!(key[..32], small(1));
    let above = [&plus(p, 1)[..], &key[32..]].concat();
    assert!(PublicKey::from_bytes(&above.try_into().expect("64 bytes")).is_none());
}
