//! What recovery accepts, as tables, and that all back ends agree on it.

use alloy_primitives::{U256, hex, uint};
use proptest::prelude::*;
use sha2::{Digest, Sha256};
use x402_core::evm::{Address, Signature, SignatureForms, recover};

type Recover = fn(&[u8; 32], &Signature) -> Option<Address>;

/// Every back end that is compiled in.
const BACK_ENDS: &[(&str, Recover)] = &[
    #[cfg(feature = "k256")]
    ("k256", recover::k256::recover),
    #[cfg(feature = "secp256k1")]
    ("secp256k1", recover::secp256k1::recover),
    #[cfg(feature = "x402-secp256k1")]
    ("x402-secp256k1", recover::x402_secp256k1::recover),
];

/// Recovers with every back end, which must agree.
fn recovered(digest: &[u8; 32], signature: &Signature) -> Option<Address> {
    let address = signature.recover(digest);
    for (name, recover) in BACK_ENDS {
        let bytes = hex::encode(signature.to_bytes());
        let digest_text = hex::encode(digest);
        assert_eq!(
            recover(digest, signature),
            address,
            "{name}: {bytes} of {digest_text}"
        );
    }
    address
}

/// What is unusual about a vector of Wycheproof.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
enum Flag {
    /// s is above n / 2.
    HighS,
    /// The x coordinate of the nonce point is above n, which v of 27 or 28 cannot say.
    LargeNonce,
    /// The bytes are not r and s of 32 each.
    Length,
    /// r or s is not in 1 to n - 1.
    Range,
    /// It is not a signature of this message by this key.
    WrongSigner,
}

/// With these, `Signature::parse` reads the bytes.
const PARSE_ALLOWS: &[Flag] = &[Flag::LargeNonce, Flag::WrongSigner];
/// With these, `Signature::normalize` reads the bytes.
const NORMALIZE_ALLOWS: &[Flag] = &[Flag::HighS, Flag::LargeNonce, Flag::WrongSigner];
/// With these, parsing and recovering yields the signer.
const PARSE_AND_RECOVER_ALLOWS: &[Flag] = &[];
/// With these, normalising and recovering yields the signer.
const NORMALIZE_AND_RECOVER_ALLOWS: &[Flag] = &[Flag::HighS];

#[test]
fn wycheproof() {
    let text = include_str!("../data/wycheproof/ecdsa_secp256k1_sha256_p1363_test.json");
    let file: serde_json::Value = serde_json::from_str(text).unwrap();
    let mut count = 0;
    for group in file["testGroups"].as_array().unwrap() {
        let key = hex::decode(group["publicKey"]["uncompressed"].as_str().unwrap()).unwrap();
        let hash = alloy_primitives::keccak256(&key[1..]);
        let signer = Address::from(<[u8; 20]>::try_from(&hash[12..]).unwrap());
        for test in group["tests"].as_array().unwrap() {
            count += 1;
            check_wycheproof(signer, test);
        }
    }
    assert_eq!(count, 252);
    assert_eq!(file["numberOfTests"], 252);
}

fn check_wycheproof(signer: Address, test: &serde_json::Value) {
    let case = &test["tcId"];
    let bytes = hex::decode(test["sig"].as_str().unwrap()).unwrap();
    let message = hex::decode(test["msg"].as_str().unwrap()).unwrap();
    let digest: [u8; 32] = Sha256::digest(message).into();
    let flags = flags(&bytes, test);
    let allowed = |allowed: &[Flag]| flags.iter().all(|flag| allowed.contains(flag));

    // A vector has no v: either may be meant, and only one recovers the signer.
    let with_v = [27, 28].map(|v| [&bytes[..], &[v]].concat());
    let parsed = with_v
        .iter()
        .flat_map(|bytes| Signature::parse(bytes, &SignatureForms::default()));
    let normalized = with_v.iter().flat_map(|bytes| Signature::normalize(bytes));
    for (signatures, reads, recovers) in [
        (
            parsed.collect::<Vec<_>>(),
            PARSE_ALLOWS,
            PARSE_AND_RECOVER_ALLOWS,
        ),
        (
            normalized.collect(),
            NORMALIZE_ALLOWS,
            NORMALIZE_AND_RECOVER_ALLOWS,
        ),
    ] {
        let is_read = if allowed(reads) { 2 } else { 0 };
        assert_eq!(signatures.len(), is_read, "{case}: {flags:?}");
        let proofs = signatures
            .iter()
            .filter(|signature| recovered(&digest, signature) == Some(signer))
            .count();
        assert_eq!(proofs, usize::from(allowed(recovers)), "{case}: {flags:?}");
    }
}

fn flags(bytes: &[u8], test: &serde_json::Value) -> Vec<Flag> {
    if bytes.len() != 64 {
        return vec![Flag::Length];
    }
    let [r, s] = [&bytes[..32], &bytes[32..]].map(U256::from_be_slice);
    if [r, s].iter().any(|scalar| scalar.is_zero() || *scalar >= N) {
        return vec![Flag::Range];
    }
    let mut flags = Vec::new();
    if s > N / U256::from(2) {
        flags.push(Flag::HighS);
    }
    if test["result"] != "valid" {
        flags.push(Flag::WrongSigner);
    } else if LARGE_NONCES
        .iter()
        .any(|comment| test["comment"] == *comment)
    {
        flags.push(Flag::LargeNonce);
    }
    flags
}

#[test]
fn edges_of_recovery() {
    let one = U256::from(1);
    let digest = |z: U256| z.to_be_bytes::<32>();
    let z = U256::from(402);
    for (name, z, r, s, v, found) in [
        // The nonce point is G and s is the digest, so that sR - zG is the point at infinity.
        ("key at infinity", z, GX, z, 27, false),
        ("its other parity", z, GX, z, 28, true),
        ("digest above n, key at infinity", N + z, GX, z, 27, false),
        ("no point has x = 5", z, U256::from(5), one, 27, false),
        ("no point has x = 5, odd", z, U256::from(5), one, 28, false),
        ("digest 0", U256::ZERO, one, one, 27, true),
        ("digest n", N, one, one, 27, true),
        ("digest 2^256 - 1", U256::MAX, one, one, 28, true),
        ("smallest r and s", z, one, one, 27, true),
        ("largest s", z, one, N >> 1, 28, true),
        (
            "largest r with a point",
            z,
            N - U256::from(2),
            one,
            27,
            true,
        ),
        // The nonce point of a signature that v 29 would describe.
        ("only r + n has a point", z, U256::from(7), one, 27, false),
    ] {
        let bytes = [&digest(r)[..], &digest(s), &[v]].concat();
        let signature = Signature::parse(&bytes, &SignatureForms::default()).unwrap();
        let address = recovered(&digest(z), &signature);
        assert_eq!(address.is_some(), found, "{name}: {address:?}");
    }
}

#[test]
fn digests_count_modulo_the_order() {
    let bytes = [&[0; 31][..], &[1], &[0; 31], &[1, 27]].concat();
    let signature = Signature::parse(&bytes, &SignatureForms::default()).unwrap();
    for z in [U256::ZERO, U256::from(1), U256::MAX - N] {
        let [low, high] = [z, z + N].map(|z| recovered(&z.to_be_bytes(), &signature));
        assert!(low.is_some(), "{z}");
        assert_eq!(low, high, "{z}");
    }
}

/// Numbers of 32 bytes, most of them near where scalars begin, wrap and turn high.
fn number() -> impl Strategy<Value = [u8; 32]> {
    let edge = prop::sample::select(vec![U256::ZERO, N >> 1, N, GX, U256::MAX]);
    let near = (edge, 0_u64..20, any::<bool>()).prop_map(|(edge, distance, below)| {
        let distance = U256::from(distance);
        if below {
            edge.wrapping_sub(distance)
        } else {
            edge.wrapping_add(distance)
        }
        .to_be_bytes()
    });
    prop_oneof![any::<[u8; 32]>(), near]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2048))]

    #[test]
    fn back_ends_agree(digest in number(), r in number(), s in number(), v in 27_u8..=28) {
        let bytes = [&r[..], &s, &[v]].concat();
        if let Ok(signature) = Signature::normalize(&bytes) {
            recovered(&digest, &signature);
        }
    }
}

#[cfg(feature = "signing")]
proptest! {
    #[test]
    fn signatures_recover_to_their_signer(secret: [u8; 32], digest in number()) {
        let Ok(key) = x402_core::evm::SigningKey::from_bytes(&secret) else {
            return Ok(());
        };
        let signature = key.sign(&digest);
        prop_assert_eq!(recovered(&digest, &signature), Some(key.address()));
        let parsed = Signature::parse(&signature.to_bytes(), &SignatureForms::default());
        prop_assert_eq!(parsed, Ok(signature));
    }
}

/// How Wycheproof describes its valid vectors with a nonce point above n.
const LARGE_NONCES: [&str; 2] = [
    "k*G has a large x-coordinate",
    "r = 2, x = n + 2 is the smallest possible x with a reduction",
];

/// The order of the curve.
const N: U256 = uint!(0xfffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141_U256);

/// The x coordinate of the generator, whose y is even.
const GX: U256 = uint!(0x79be667ef9dcbbac55a06295ce870b07029bfcdb2dce28d959f2815b16f81798_U256);
