//! Recovery and verification against other implementations.

#![allow(
    clippy::as_conversions,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::std_instead_of_alloc,
    clippy::std_instead_of_core,
    missing_docs,
    reason = "tests"
)]

mod cases;
mod compare;
mod edges;
mod oracle;

use compare::Comparison;

/// The first numbers; `cargo run --release --example compare` goes on.
#[test]
fn cases_by_number() {
    let tally = Comparison::new().run(0..20_000, 16);
    // What is compared is accepted, and refused, often enough.
    assert!(
        tally.recovered > 12_000 && tally.recovered < 18_000,
        "{tally:?}"
    );
    assert!(
        tally.verified > 4_000 && tally.verified < 10_000,
        "{tally:?}"
    );
}
