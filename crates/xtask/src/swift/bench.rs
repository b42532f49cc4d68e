//! `cargo xtask bench-swift`: what the way through Swift adds to a verdict.
//!
//! Header text in, proof out. The core's own time is criterion's, measured in between on the same
//! machine, so that whatever else the machine does weighs on both; of each the slice counts that
//! was least disturbed.

use std::{fs, path::Path};

use anyhow::{Context as _, ensure};
use serde_json::Value;
use xshell::Shell;

use super::{Package, target};
use crate::{
    bench::median,
    run::{cargo, root, shell},
};

const NAME: &str = "verify/evm native, offer kept";
pub(crate) const VECTORS: &str = "spec-vectors/vectors/evm.exact.eip3009.signature.json";
const AT_MOST: f64 = 1.1;
const RUNS: usize = 5;

/// Prints each pair and the median ratios; true if Swift adds little enough.
///
/// The target is for the core as it is in Rust. The library for apps, which trades speed for
/// size, is measured beside it.
pub(crate) fn run() -> anyhow::Result<bool> {
    let shell = shell()?;
    let package = Package::new(&shell)?;
    package
        .command(&shell, "build")
        .args(["--configuration", "release", "--product", "verify-bench"])
        .run()?;
    cargo(&shell)
        .args(["build", "--locked", "--release", "--package", "x402-uniffi"])
        .run()?;
    let (mut as_in_rust, mut for_apps) = (Vec::new(), Vec::new());
    for _ in 0..RUNS {
        let core = core(&shell)?;
        let fast = swift(&shell, &package, &root().join("target/release"))?;
        let small = swift(&shell, &package, &package.library)?;
        println!("Rust {core:6.2} µs   Swift {fast:6.2} µs   small {small:6.2} µs");
        as_in_rust.push(fast / core);
        for_apps.push(small / core);
    }
    let ratio = median(as_in_rust).context("nothing was measured")?;
    let small = median(for_apps).context("nothing was measured")?;
    println!("{ratio:.2} times of at most {AT_MOST}; with the library for apps {small:.2} times");
    Ok(ratio <= AT_MOST)
}

/// One call through Swift, in microseconds, with the library in this folder.
fn swift(shell: &Shell, package: &Package, library: &Path) -> anyhow::Result<f64> {
    let text = package
        .started(shell, Path::new("/usr/bin/env"))
        .arg(format!("LD_LIBRARY_PATH={}", library.display()))
        .args([
            target()?.join("build/release/verify-bench"),
            root().join(VECTORS),
        ])
        .quiet()
        .read()?;
    Ok(text.trim().parse()?)
}

/// One call in Rust, in microseconds.
pub(crate) fn core(shell: &Shell) -> anyhow::Result<f64> {
    let results = target()?.join("bench");
    cargo(shell)
        .args(["bench", "--quiet", "--locked", "--package", "x402-core"])
        .args([
            "--features",
            "k256,signing",
            "--bench",
            "verify",
            "--",
            NAME,
        ])
        .args(["--noplot", "--measurement-time", "3"])
        .env("CRITERION_HOME", &results)
        .quiet()
        .ignore_stdout()
        .ignore_stderr()
        .run()?;
    let sample = results.join(NAME).join("new/sample.json");
    let sample: Value = serde_json::from_slice(&fs::read(sample)?)?;
    let numbers = |name: &str| -> anyhow::Result<Vec<f64>> {
        let list = sample.get(name).and_then(Value::as_array);
        let list = list.context("not criterion's sample")?;
        Ok(list.iter().filter_map(Value::as_f64).collect())
    };
    let (times, calls) = (numbers("times")?, numbers("iters")?);
    ensure!(times.len() == calls.len(), "not criterion's sample");
    let least = times.iter().zip(calls).map(|(time, calls)| time / calls);
    let least = least.min_by(f64::total_cmp).context("no sample")?;
    Ok(least / 1000.0)
}
