//! What the core adds to the cryptography that nobody can leave out.
//!
//! `cargo xtask bench` runs this and prints the ratios; a time alone says nothing.

#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::unwrap_used,
    missing_docs,
    reason = "a benchmark"
)]

#[path = "../tests/data/samples.rs"]
#[allow(dead_code, reason = "the tests use more of it")]
mod samples;

use core::hint::black_box;

use base64::{Engine as _, prelude::BASE64_STANDARD};
use criterion::{Criterion, criterion_group, criterion_main};
use ed25519_dalek::{Signature, VerifyingKey};
use secp256k1::{
    Message, Secp256k1,
    ecdsa::{RecoverableSignature, RecoveryId},
};
use x402_core::{
    header,
    message::PaymentRequirements,
    scheme::Offer,
    svm::Transaction,
    verify::{match_offer, verify, verify_header},
};

/// The back end that this build recovers payers with.
const BACK_END: &str = if cfg!(feature = "secp256k1") {
    "native"
} else {
    "pure"
};

/// The work that no verifier can leave out, done as fast as it can be.
fn floors(c: &mut Criterion) {
    let mut group = c.benchmark_group("floor");
    let sample = samples::specification();

    let digest = hex("f256992871671abcb27ff92885a7afa46218724e5fc0bac35d050115aa1d22e6");
    let signature = hex(
        "2d6a7588d6acca505cbf0d9a4a227e0c52c6c34008c8e8986a1283259764173608a2ce6496642e377d6da8dbbf5836e9bd15092f9ecab05ded3d6293af148b57",
    );
    let context = Secp256k1::verification_only();
    let digest = Message::from_digest(digest.try_into().expect("32 bytes"));
    group.bench_function("secp256k1 recover", |b| {
        b.iter(|| {
            let id = RecoveryId::try_from(1).expect("0 to 3");
            let signature = RecoverableSignature::from_compact(black_box(&signature), id);
            context.recover_ecdsa(digest, &signature.expect("canonical"))
        });
    });

    let solana = samples::solana().payment();
    let bytes = transaction(&solana.to_string());
    let parsed = Transaction::parse(&bytes).expect("golden");
    let signer = parsed.account_keys().nth(1).expect("two signers");
    let signature = parsed.signatures().nth(1).expect("two signers");
    let signature = Signature::from_bytes(signature.as_bytes());
    group.bench_function("ed25519 parse key and verify strictly", |b| {
        b.iter(|| {
            let key = VerifyingKey::from_bytes(black_box(signer.as_bytes())).expect("a point");
            key.verify_strict(parsed.message(), &signature)
        });
    });

    let text = header::encode_payment_signature(&sample.payment()).expect("within the limits");
    group.bench_function("base64 and serde_json Value", |b| {
        b.iter(|| {
            let bytes = BASE64_STANDARD.decode(black_box(&text)).expect("base64");
            serde_json::from_slice::<serde_json::Value>(&bytes)
        });
    });
    group.finish();
}

/// Header text to verdict, one call.
fn verdicts(c: &mut Criterion) {
    let mut group = c.benchmark_group("verify");
    let sample = samples::specification();
    let text = header::encode_payment_signature(&sample.payment()).expect("within the limits");
    let (offer, context) = (sample.offer(), sample.context());
    group.bench_function(format!("evm {BACK_END}, offer kept"), |b| {
        b.iter(|| verify_header(black_box(&text), &offer, &context));
    });
    let requirements = PaymentRequirements::parse(&sample.requirements).expect("golden");
    group.bench_function(format!("evm {BACK_END}, offer parsed"), |b| {
        b.iter(|| {
            let offer = Offer::parse(black_box(&requirements)).expect("golden");
            verify_header(black_box(&text), &offer, &context)
        });
    });

    let permit2 = samples::permit2();
    let permit2_text =
        header::encode_payment_signature(&permit2.payment()).expect("within the limits");
    let (permit2_offer, permit2_context) = (permit2.offer(), permit2.context());
    group.bench_function(format!("evm {BACK_END}, permit2, offer kept"), |b| {
        b.iter(|| verify_header(black_box(&permit2_text), &permit2_offer, &permit2_context));
    });

    let solana = samples::solana();
    let solana_text =
        header::encode_payment_signature(&solana.payment()).expect("within the limits");
    let (solana_offer, solana_context) = (solana.offer(), solana.context());
    group.bench_function("solana, offer kept", |b| {
        b.iter(|| verify_header(black_box(&solana_text), &solana_offer, &solana_context));
    });

    let underpaid = sample
        .payment
        .replace(r#""value": "10000""#, r#""value": "9999""#);
    let underpaid = header::encode_base64(underpaid);
    group.bench_function("refused before cryptography", |b| {
        b.iter(|| verify_header(black_box(&underpaid), &offer, &context));
    });
    let payment = sample.payment();
    group.bench_function(format!("evm {BACK_END}, message decoded before"), |b| {
        b.iter(|| verify(black_box(&payment), &offer, &context));
    });
    group.finish();
}

/// Header text to message.
fn decoding(c: &mut Criterion) {
    let mut group = c.benchmark_group("decode");
    let text = header::encode_payment_signature(&samples::specification().payment())
        .expect("within the limits");
    group.bench_function("payment header to typed message", |b| {
        b.iter(|| header::decode_payment_signature(black_box(&text)));
    });
    group.finish();
}

/// One payment against many offers: each further one costs a comparison, whatever the payment's
/// members are called.
fn matching(c: &mut Criterion) {
    let mut group = c.benchmark_group("match");
    let sample = samples::specification();
    let mut payment = sample.payment();
    payment.accepted.insert("_".repeat(48_000), 0);
    for count in [1, 50, 200] {
        let offers: Vec<Offer> = (1..=count)
            .map(|amount| {
                let requirements = sample
                    .requirements
                    .replace("10000", &(20_000 + amount).to_string());
                Offer::parse(&PaymentRequirements::parse(requirements).expect("golden"))
                    .expect("golden")
            })
            .collect();
        group.bench_function(format!("48,000 underscores, {count} offers"), |b| {
            b.iter(|| match_offer(black_box(&payment), &offers));
        });
    }
    group.finish();
}

fn hex(text: &str) -> Vec<u8> {
    alloy_primitives::hex::decode(text).expect("hex")
}

fn transaction(payment: &str) -> Vec<u8> {
    let payment: serde_json::Value = serde_json::from_str(payment).expect("JSON");
    let text = payment["payload"]["transaction"].as_str().expect("text");
    BASE64_STANDARD.decode(text).expect("base64")
}

criterion_group!(benches, floors, verdicts, decoding, matching);
criterion_main!(benches);
