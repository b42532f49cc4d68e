//! What building a transaction costs beyond the two hashes that it takes.
//!
//! `cargo xtask bench` runs this and prints the ratio.

#![allow(clippy::expect_used, missing_docs, reason = "a benchmark")]

use core::hint::black_box;

use alloy_primitives::keccak256;
use criterion::{Criterion, criterion_group, criterion_main};
use x402_core::{
    amount::Amount,
    evm::{Address, Fees, Signature, SignedTransaction, Transaction},
};

/// The call data of `transferWithAuthorization` with r, s and v: a selector and nine words.
const INPUT: [u8; 292] = [0xa5; 292];

fn unsigned(input: &[u8]) -> Transaction {
    Transaction {
        chain_id: 84532,
        nonce: 7,
        fees: Fees::new(2_000_000_000, 1_000_000).expect("a part of the max fee"),
        gas_limit: 90_000,
        to: Address::new([0x11; 20]),
        value: Amount::ZERO,
        input: input.to_vec(),
        access_list: Vec::new(),
    }
}

fn transactions(c: &mut Criterion) {
    let mut group = c.benchmark_group("transaction");
    let signature = [&[0x11; 32][..], &[0x22; 32], &[28]].concat();
    let signature = Signature::normalize(&signature).expect("scalars of the curve");
    let raw = unsigned(&INPUT).with_signature(signature).to_bytes();
    // The signature is 67 bytes at the end.
    let without = raw.get(..raw.len() - 67).expect("a signature");
    group.bench_function("keccak of both forms", |b| {
        b.iter(|| (keccak256(black_box(without)), keccak256(black_box(&raw))));
    });
    group.bench_function("build, hash to sign, bytes and hash to send", |b| {
        b.iter(|| {
            let transaction = unsigned(black_box(&INPUT));
            let digest = transaction.signing_hash();
            let signed = transaction.with_signature(signature);
            (digest, signed.to_bytes(), signed.hash())
        });
    });
    group.bench_function("read", |b| {
        b.iter(|| SignedTransaction::parse(black_box(&raw)));
    });
    group.finish();
}

criterion_group!(benches, transactions);
criterion_main!(benches);
