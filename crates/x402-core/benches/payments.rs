//! What a verdict costs beyond its one signature, over 2,048 different payments.
//!
//! With one payment, a branch predictor learns the benchmark. Everything is measured in turns of a
//! few payments within one process, so that what disturbs the machine disturbs all alike; what
//! counts is the median. Another placement of the stack is another process: run it several times.
//!
//! `cargo bench -p x402-core --features signing --bench payments`, for another back end with
//! `--no-default-features --features ed25519-tables,k256,signing,x402-secp256k1`.

#![allow(
    clippy::as_conversions,
    clippy::cast_precision_loss,
    clippy::disallowed_methods,
    clippy::disallowed_types,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::print_stdout,
    clippy::std_instead_of_core,
    clippy::too_many_lines,
    missing_docs,
    reason = "a benchmark"
)]

#[path = "../tests/data/samples.rs"]
#[allow(dead_code, reason = "the tests use more of it")]
mod samples;

use std::{hint::black_box, time::Instant};

use base64::{Engine as _, prelude::BASE64_STANDARD};
use ed25519_dalek::VerifyingKey;
use secp256k1::{
    Message, Secp256k1,
    ecdsa::{RecoverableSignature, RecoveryId},
};
use x402_core::{
    evm::{self, eip712, eip3009::TransferWithAuthorization},
    header,
    svm::{self, Transaction},
    verify::verify_header,
};

const PAYMENTS: usize = 2048;
/// Payments that are measured at once.
const TURN: usize = 8;
const ROUNDS: usize = 12;

/// A name, and what is done with the payment of this number.
type Subject<'a> = (&'a str, Box<dyn Fn(usize) -> bool + 'a>);

fn main() {
    evm();
    solana();
}

/// Measures all subjects; the first one is the floor.
fn measure(subjects: &[Subject<'_>]) {
    let mut times = vec![Vec::new(); subjects.len()];
    for _ in 0..ROUNDS {
        for first in (0..PAYMENTS).step_by(TURN) {
            for ((name, subject), times) in subjects.iter().zip(&mut times) {
                let start = Instant::now();
                for number in first..first + TURN {
                    assert!(subject(black_box(number)), "{name}: {number}");
                }
                times.push(start.elapsed().as_nanos() as f64 / 1000.0 / TURN as f64);
            }
        }
    }
    let medians: Vec<f64> = times.into_iter().map(median).collect();
    for ((name, _), median) in subjects.iter().zip(&medians) {
        println!("{name:<52} {median:>7.2} µs {:>6.3}", median / medians[0]);
    }
}

fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values[values.len() / 2]
}

fn evm() {
    let sample = samples::eip3009();
    let (offer, context) = (sample.offer(), sample.context());
    let domain = eip712::Domain {
        name: "USDC".to_owned(),
        version: Some("2".to_owned()),
        chain_id: 84_532,
        verifying_contract: "0x036CbD53842c5426634e7929541eC2318f3dCF7e"
            .parse()
            .expect("an address"),
    };
    let payments: Vec<_> = (0..PAYMENTS)
        .map(|number| {
            // Below the order of the curve, as a key, and different for each payment.
            let mut bytes = [1; 32];
            bytes[24..].copy_from_slice(&number.to_be_bytes());
            let key = evm::SigningKey::from_bytes(&bytes).expect("below the order");
            let transfer = TransferWithAuthorization {
                from: key.address(),
                to: "0x209693Bc6afc0C5328bA36FaF03C514EF312287C"
                    .parse()
                    .expect("an address"),
                value: "10000".parse().expect("an amount"),
                valid_after: "0".parse().expect("a time"),
                valid_before: "1740672154".parse().expect("a time"),
                nonce: bytes,
            };
            let digest = eip712::signing_hash(&domain.separator(), &transfer.struct_hash());
            let signature = key.sign(&digest);
            let payload = format!(
                r#"{{"signature":"{}","authorization":{{"from":"{}","to":"{}","value":"10000","validAfter":"0","validBefore":"1740672154","nonce":"0x{}"}}}}"#,
                signature.to_hex(),
                transfer.from,
                transfer.to,
                alloy_primitives::hex::encode(bytes),
            );
            let payment = format!(
                r#"{{"x402Version":2,"accepted":{},"payload":{payload}}}"#,
                sample.requirements
            );
            (header::encode_base64(payment), digest, signature)
        })
        .collect();
    let native = Secp256k1::verification_only();
    let recover = |number: usize| {
        let (_, digest, signature) = &payments[number];
        let id = if signature.y_parity() {
            RecoveryId::One
        } else {
            RecoveryId::Zero
        };
        let scalars = &signature.to_bytes()[..64];
        let signature = RecoverableSignature::from_compact(scalars, id).expect("canonical");
        native
            .recover_ecdsa(Message::from_digest(*digest), &signature)
            .is_ok()
    };
    let back_end = if cfg!(feature = "secp256k1") {
        "libsecp256k1"
    } else if cfg!(feature = "x402-secp256k1") {
        "x402-secp256k1"
    } else {
        "k256"
    };
    let header_name = format!("EIP-3009 header to verdict, {back_end}");
    let recover_name = format!("signature to address, {back_end}");
    #[cfg(feature = "x402-secp256k1")]
    let known = {
        let mut cache = x402_core::server::PayerCache::new(PAYMENTS);
        for _ in 0..2 {
            for (header, ..) in &payments {
                cache.remember(&verify_header(header, &offer, &context).expect("signed"));
            }
        }
        cache
    };
    #[cfg_attr(
        not(feature = "x402-secp256k1"),
        expect(unused_mut, reason = "no payer is known without this back end")
    )]
    let mut subjects: Vec<Subject<'_>> = vec![
        ("libsecp256k1, recovery", Box::new(recover)),
        (
            &recover_name,
            Box::new(|number| {
                let (_, digest, signature) = &payments[number];
                signature.recover(digest).is_some()
            }),
        ),
        (
            &header_name,
            Box::new(|number| verify_header(&payments[number].0, &offer, &context).is_ok()),
        ),
    ];
    #[cfg(feature = "x402-secp256k1")]
    {
        let context = context.with_known_payers(&known);
        let offer = &offer;
        let payments = &payments;
        subjects.push((
            "EIP-3009 header to verdict, known payer",
            Box::new(move |number| verify_header(&payments[number].0, offer, &context).is_ok()),
        ));
    }
    measure(&subjects);
}

fn solana() {
    let sample = samples::solana();
    let (offer, context) = (sample.offer(), sample.context());
    let payment: serde_json::Value = serde_json::from_str(&sample.payment).expect("JSON");
    let text = payment["payload"]["transaction"].as_str().expect("text");
    let bytes = BASE64_STANDARD.decode(text).expect("base64");
    let parsed = Transaction::parse(&bytes).expect("golden");
    let payer = parsed.account_key(1).expect("two signers");
    let key = (0..=u8::MAX)
        .map(|seed| svm::SigningKey::from_seed(&[seed; 32]))
        .find(|key| key.address() == payer)
        .expect("a key of the golden values");
    let blockhash = *parsed.recent_blockhash().as_bytes();
    let mut blocks = bytes.windows(32);
    let place = blocks
        .position(|window| window == blockhash)
        .expect("a blockhash");
    // Of the same payer: each payment is decompressed and verified anew.
    let payments: Vec<_> = (0..PAYMENTS)
        .map(|number| {
            let mut signed = bytes.clone();
            signed[place..place + 8].copy_from_slice(&number.to_le_bytes());
            let message = Transaction::parse(&signed)
                .expect("a transaction")
                .message()
                .to_vec();
            let signature = key.sign(&message);
            signed[65..129].copy_from_slice(signature.as_bytes());
            let new = BASE64_STANDARD.encode(&signed);
            let header = header::encode_base64(sample.payment.replace(text, &new));
            (header, message, signature)
        })
        .collect();
    measure(&[
        (
            "dalek, from_bytes and verify_strict",
            Box::new(|number| {
                let (_, message, signature) = &payments[number];
                let key = VerifyingKey::from_bytes(payer.as_bytes()).expect("a point");
                let signature = ed25519_dalek::Signature::from_bytes(signature.as_bytes());
                key.verify_strict(message, &signature).is_ok()
            }),
        ),
        (
            "Signature::verify_strict",
            Box::new(|number| {
                let (_, message, signature) = &payments[number];
                signature.verify_strict(&payer, message).is_ok()
            }),
        ),
        (
            "Solana header to verdict",
            Box::new(|number| verify_header(&payments[number].0, &offer, &context).is_ok()),
        ),
    ]);
}
