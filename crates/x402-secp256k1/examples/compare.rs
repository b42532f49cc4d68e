//! Compares this crate with libsecp256k1 and `k256` over a range of case numbers.
//!
//! `cargo run --release -p x402-secp256k1 --example compare -- FIRST COUNT [K256_EVERY]`
//!
//! The same number is the same case on every machine. An interrupted run goes on from the last
//! number that it printed. It ends with a panic, which names the case, at the first disagreement.

#![allow(
    clippy::as_conversions,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::print_stdout,
    clippy::std_instead_of_alloc,
    clippy::std_instead_of_core,
    missing_docs,
    reason = "a program for tests"
)]

#[path = "../tests/suite/cases.rs"]
mod cases;
#[path = "../tests/suite/compare.rs"]
mod compare;
#[path = "../tests/suite/oracle.rs"]
mod oracle;

use std::{env, process::ExitCode};

use compare::Comparison;

/// Cases between two lines of output.
const STEP: u64 = 100_000;

fn main() -> ExitCode {
    let arguments: Option<Vec<u64>> = env::args().skip(1).map(|text| text.parse().ok()).collect();
    let (first, count, k256_every) = match arguments.as_deref() {
        Some(&[first, count]) => (first, count, 100),
        Some(&[first, count, k256_every]) if k256_every > 0 => (first, count, k256_every),
        _ => {
            println!("usage: compare FIRST COUNT [K256_EVERY]");
            return ExitCode::from(2);
        }
    };
    let comparison = Comparison::new();
    let end = first.saturating_add(count);
    let mut next = first;
    while next < end {
        let last = end.min(next.saturating_add(STEP));
        let tally = comparison.run(next..last, k256_every);
        println!("{next}..{last}: {tally:?}");
        next = last;
    }
    println!("{first}..{end}: all agree");
    ExitCode::SUCCESS
}
