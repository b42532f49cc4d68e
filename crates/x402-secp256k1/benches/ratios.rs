//! What recovery and verification cost, as multiples of one recovery by libsecp256k1.
//!
//! 2,048 different signatures, so that no branch predictor learns them. All are measured in turns of
//! a few within one process, so that what disturbs the machine disturbs all alike; what counts is
//! the median. Another placement of the stack is another process: run it several times.

#![allow(
    clippy::cast_precision_loss,
    clippy::as_conversions,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::print_stdout,
    clippy::std_instead_of_core,
    missing_docs,
    reason = "a benchmark"
)]

use std::{hint::black_box, time::Instant};

use secp256k1::{
    Message, Secp256k1, SecretKey,
    ecdsa::{RecoverableSignature, RecoveryId},
};
use x402_secp256k1::{PreparedKey, PublicKey, Signature, verify_batch};

const SIGNATURES: usize = 2048;
/// Signatures that are measured at once.
const TURN: usize = 16;
const ROUNDS: usize = 12;

struct Signed {
    digest: [u8; 32],
    bytes: [u8; 64],
    id: RecoveryId,
    signature: Signature,
    key: PublicKey,
}

/// What is done with a signature, given its signer's prepared key.
type Subject<'a> = &'a dyn Fn(&Signed, &PreparedKey) -> bool;

fn main() {
    let context = Secp256k1::new();
    let signed: Vec<Signed> = (0..SIGNATURES as u64)
        .map(|seed| sign(&context, seed))
        .collect();
    let prepared: Vec<PreparedKey> = signed.iter().map(|one| one.key.prepare()).collect();
    let pairs: Vec<_> = signed.iter().zip(&prepared).collect();
    let batches: Vec<_> = pairs
        .iter()
        .map(|(one, key)| (*key, &one.digest, &one.signature))
        .collect();

    let subjects: [(&str, Subject<'_>); 5] = [
        ("libsecp256k1, recover", &|one, _| {
            let signature = RecoverableSignature::from_compact(&one.bytes, one.id).expect("ours");
            let digest = Message::from_digest(one.digest);
            context.recover_ecdsa(digest, &signature).is_ok()
        }),
        ("recover", &|one, _| {
            one.signature.recover(&one.digest).is_some()
        }),
        ("verify, key alone", &|one, _| {
            one.key.verify(&one.digest, &one.signature)
        }),
        ("verify, key prepared", &|one, key| {
            key.verify(&one.digest, &one.signature)
        }),
        ("prepare a key", &|one, _| {
            black_box(one.key.prepare());
            true
        }),
    ];
    let mut times = [const { Vec::new() }; 6];
    for _ in 0..ROUNDS {
        for (turn, batch) in pairs.chunks(TURN).zip(batches.chunks(TURN)) {
            for ((_, subject), times) in subjects.iter().zip(&mut times) {
                let start = Instant::now();
                for (one, key) in turn {
                    assert!(subject(black_box(one), key));
                }
                times.push(start.elapsed().as_nanos() as f64 / 1000.0 / turn.len() as f64);
            }
            let start = Instant::now();
            assert!(!verify_batch(black_box(batch)).contains(&false));
            times[5].push(start.elapsed().as_nanos() as f64 / 1000.0 / batch.len() as f64);
        }
    }
    let medians = times.map(median);
    let names = subjects.iter().map(|(name, _)| *name);
    for (name, time) in names
        .chain(["verify, prepared, in batches of 16"])
        .zip(medians)
    {
        println!("{name:<36} {time:>7.2} µs {:>6.3}", time / medians[0]);
    }
}

fn sign(context: &Secp256k1<secp256k1::All>, seed: u64) -> Signed {
    let bytes = |salt: u64| -> [u8; 32] {
        let mut state = (seed << 8 | salt) ^ 0x9e37_79b9_7f4a_7c15;
        core::array::from_fn(|_| {
            state ^= state << 13;
            state ^= state >> 7;
            state ^= state << 17;
            state.to_le_bytes()[5]
        })
    };
    let secret = SecretKey::from_byte_array(bytes(1)).expect("below the order");
    let digest = bytes(2);
    let (id, bytes) = context
        .sign_ecdsa_recoverable(Message::from_digest(digest), &secret)
        .serialize_compact();
    let (r, s) = bytes.split_at(32);
    let (r, s) = (
        r.try_into().expect("32 bytes"),
        s.try_into().expect("32 bytes"),
    );
    let signature = Signature::new(r, s, id == RecoveryId::One).expect("from 1 to n - 1");
    let key = signature.recover(&digest).expect("a key");
    Signed {
        digest,
        bytes,
        id,
        signature,
        key,
    }
}

fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values[values.len() / 2]
}
