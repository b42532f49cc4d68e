//! Checks of `x402-core` alone, under its features.

use std::collections::BTreeSet;

use anyhow::{Context as _, ensure};
use serde_json::Value;
use xshell::{Cmd, Shell};

use super::workspace::component;
use crate::run::cargo;

/// The sets of features in use. The workspace builds with all back ends at once.
const SETS: [&[&str]; 7] = [
    &["ed25519-tables", "secp256k1"],                    // servers
    &["ed25519-tables", "facilitator", "secp256k1"],     // facilitators that settle
    &["k256"],                                           // without a C compiler
    &["x402-secp256k1"],                                 // the same, and faster
    &["secp256k1", "signing"],                           // Kotlin, Swift
    &["k256", "signing"],                                // wallets without a C compiler
    &["ed25519-tables", "page", "secp256k1", "signing"], // Python
];

/// The core compiles without a warning under each set; without a back end it names what is missing.
pub(crate) fn features(shell: &Shell) -> anyhow::Result<()> {
    component(shell, "clippy")?;
    let declared = declared(shell)?;
    let covered: BTreeSet<String> = SETS.concat().into_iter().map(str::to_owned).collect();
    ensure!(
        covered == declared,
        "the sets have the features {covered:?}, the manifest declares {declared:?}"
    );
    for set in SETS {
        lint(shell, set).args(DENY).run()?;
    }
    let output = lint(shell, &["signing"])
        .args(DENY)
        .ignore_status()
        .output()?;
    let text = String::from_utf8_lossy(&output.stderr);
    ensure!(
        !output.status.success() && text.contains("enable `secp256k1` or `k256`"),
        "expected the error that asks for a back end, found\n{text}"
    );
    Ok(())
}

const DENY: [&str; 3] = ["--", "-D", "warnings"];

fn lint<'a>(shell: &'a Shell, features: &[&str]) -> Cmd<'a> {
    cargo(shell)
        .args(["clippy", "--locked", "--package", "x402-core"])
        .args(["--no-default-features", "--features", &features.join(",")])
}

/// The workspace's tests recover with libsecp256k1; these with the core's own arithmetic, and sign
/// with `k256`. With every back end compiled in, tests compare them on the vectors and Wycheproof.
pub(crate) fn back_ends(shell: &Shell) -> anyhow::Result<()> {
    cargo(shell)
        .args(["test", "--locked", "--package", "x402-core"])
        .args(["--no-fail-fast", "--no-default-features"])
        .args(["--features", "facilitator,k256,page,signing,x402-secp256k1"])
        .run()?;
    Ok(())
}

/// The features that the manifest declares, without `default`.
pub(super) fn declared(shell: &Shell) -> anyhow::Result<BTreeSet<String>> {
    let text = cargo(shell)
        .args(["metadata", "--locked", "--format-version", "1", "--no-deps"])
        .quiet()
        .read()?;
    let metadata: Value = serde_json::from_str(&text)?;
    let package = metadata
        .get("packages")
        .and_then(Value::as_array)
        .and_then(|packages| {
            packages
                .iter()
                .find(|package| package.get("name").is_some_and(|name| name == "x402-core"))
        })
        .context("no package x402-core in the workspace")?;
    let features = package
        .get("features")
        .and_then(Value::as_object)
        .context("no features")?;
    Ok(features
        .keys()
        .filter(|name| *name != "default")
        .cloned()
        .collect())
}
