//! Checks of `x402-core` alone, under its features.

use std::collections::BTreeSet;

use anyhow::{Context as _, ensure};
use serde_json::Value;
use xshell::Shell;

use super::workspace::component;
use crate::run::cargo;

/// The features that recover an EVM payer; the core needs one of them.
const BACK_ENDS: &[&str] = &["k256", "secp256k1"];

/// Every set of features compiles without a warning, or says which back end is missing.
pub(crate) fn features(shell: &Shell) -> anyhow::Result<()> {
    component(shell, "clippy")?;
    for set in powerset(&declared(shell)?) {
        let lint = |targets| {
            cargo(shell)
                .args(["clippy", "--locked", "--package", "x402-core"])
                .args(["--no-default-features", "--features", &set.join(",")])
                .arg(targets)
                .args(["--", "-D", "warnings"])
        };
        if set.iter().any(|name| BACK_ENDS.contains(&name.as_str())) {
            lint("--all-targets").run()?;
        } else {
            let output = lint("--lib").ignore_status().output()?;
            let text = String::from_utf8_lossy(&output.stderr);
            ensure!(
                !output.status.success() && text.contains("enable `secp256k1` or `k256`"),
                "features {set:?}: expected the error that asks for a back end, found\n{text}"
            );
        }
    }
    Ok(())
}

/// The workspace's tests run with libsecp256k1; these run the rest.
pub(crate) fn back_ends(shell: &Shell) -> anyhow::Result<()> {
    for set in ["k256", "k256,signing", "k256,secp256k1,signing"] {
        cargo(shell)
            .args([
                "test",
                "--locked",
                "--package",
                "x402-core",
                "--no-fail-fast",
            ])
            .args(["--no-default-features", "--features", set])
            .run()?;
    }
    Ok(())
}

/// The features that the manifest declares, without `default`.
fn declared(shell: &Shell) -> anyhow::Result<BTreeSet<String>> {
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

fn powerset(names: &BTreeSet<String>) -> Vec<Vec<String>> {
    let mut sets = vec![Vec::new()];
    for name in names {
        let with_name: Vec<_> = sets
            .iter()
            .map(|set| set.iter().cloned().chain([name.clone()]).collect())
            .collect();
        sets.extend(with_name);
    }
    sets
}
