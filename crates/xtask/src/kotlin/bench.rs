//! `cargo xtask bench-kotlin`: what the way through Kotlin adds to a verdict.
//!
//! Header text in, proof out, measured in turn with the core's own time, so that whatever else
//! the machine does weighs on both.

use anyhow::Context as _;

use super::Package;
use crate::{
    bench::median,
    run::{root, shell},
    swift::bench::{VECTORS, core},
};

const AT_MOST: f64 = 2.5;
const RUNS: usize = 5;

/// Prints each pair and the median ratio; true if Kotlin adds little enough.
pub(crate) fn run() -> anyhow::Result<bool> {
    let shell = shell()?;
    let package = Package::new(&shell, "process-test-classes")?;
    let mut ratios = Vec::new();
    for _ in 0..RUNS {
        let core = core(&shell)?;
        let kotlin = package
            .program(&shell, "x402core.measure.Verify")
            .arg(root().join(VECTORS))
            .quiet();
        let kotlin: f64 = kotlin.read()?.trim().parse()?;
        println!("Rust {core:6.2} µs   Kotlin {kotlin:6.2} µs");
        ratios.push(kotlin / core);
    }
    let ratio = median(ratios).context("nothing was measured")?;
    println!("{ratio:.2} times of at most {AT_MOST}");
    Ok(ratio <= AT_MOST)
}
