//! What the core links, and under which licences.

use std::collections::BTreeSet;

use anyhow::{Context as _, ensure};
use xshell::{Shell, cmd};

use super::workspace::SERVICES;
use crate::{
    python::Python,
    run::{cargo, root},
};

/// The core links at most this many packages, itself among them, with one back end.
const LIMIT: usize = 50;

/// The command with all its services links at most this many packages, procedural macros apart.
const SERVICES_LIMIT: usize = 180;

/// Packages that read a clock, a file, a socket or a random source, or that exist to wait.
const FORBIDDEN: &[&str] = &[
    "chrono",
    "futures",
    "getrandom",
    "js-sys",
    "libc",
    "mio",
    "rand",
    "rayon",
    "reqwest",
    "rustix",
    "socket2",
    "time",
    "tokio",
    "wasm-bindgen",
    "web-sys",
    "windows-sys",
];

/// A machine with an operating system and one without: neither may add a package that the other lacks.
const TARGETS: &[&str] = &["x86_64-unknown-linux-gnu", "thumbv7em-none-eabi"];

/// The core links few packages, none with `std` and none that reaches outside.
pub(crate) fn rules(shell: &Shell) -> anyhow::Result<()> {
    for target in TARGETS {
        for back_end in ["k256", "k256,page", "secp256k1", "x402-secp256k1"] {
            let linked = linked(shell, back_end, target)?;
            println!(
                "{back_end} on {target}: {} packages of at most {LIMIT}",
                linked.len()
            );
            ensure!(linked.len() <= LIMIT, "too many packages: {linked:#?}");
        }
        for package in linked(
            shell,
            "facilitator,k256,page,secp256k1,signing,x402-secp256k1",
            target,
        )? {
            let (name, features) = package.split_once('|').context("no features listed")?;
            let name = name.split(' ').next().unwrap_or(name);
            ensure!(
                !FORBIDDEN.contains(&name),
                "the core must not link {name} ({target})"
            );
            ensure!(
                features.split(',').all(|feature| feature != "std"),
                "{name} is linked with the feature `std` ({target})"
            );
        }
    }
    let services = cargo(shell)
        .args([
            "tree",
            "--locked",
            "--package",
            "x402-cli",
            "--features",
            "services",
        ])
        .args([
            "--edges",
            "normal,no-proc-macro",
            "--prefix",
            "none",
            "--no-dedupe",
        ])
        .quiet()
        .read()?;
    let services: BTreeSet<&str> = services.lines().collect();
    let count = services.len();
    println!("x402 with its services: {count} packages of at most {SERVICES_LIMIT}");
    ensure!(count <= SERVICES_LIMIT, "too many packages: {services:#?}");
    Ok(())
}

/// The packages linked into the core, as `name version|feature,feature`.
fn linked(shell: &Shell, features: &str, target: &str) -> anyhow::Result<BTreeSet<String>> {
    let tree = cargo(shell)
        .args([
            "tree",
            "--locked",
            "--package",
            "x402-core",
            "--target",
            target,
        ])
        .args(["--no-default-features", "--features", features])
        .args(["--edges", "normal,no-proc-macro", "--prefix", "none"])
        .args(["--no-dedupe", "--format", "{p}|{f}"])
        .quiet()
        .read()?;
    Ok(tree.lines().map(str::to_owned).collect())
}

/// Bans, licences and sources of every dependency of the workspace: strict for the libraries, and
/// for the services what two different versions of a package can be.
pub(crate) fn deny(shell: &Shell) -> anyhow::Result<()> {
    let tools = Python::tools(shell)?;
    let _active = tools.activate(shell)?;
    let libraries = root().join(".deny.toml");
    cmd!(
        shell,
        "cargo deny --locked --exclude {SERVICES} --config {libraries} check bans licenses sources"
    )
    .run()?;
    let manifest = root().join("crates").join(SERVICES).join("Cargo.toml");
    let services = root().join(".deny-services.toml");
    cmd!(
        shell,
        "cargo deny --locked --manifest-path {manifest} --config {services} check --hide-inclusion-graph bans licenses sources"
    )
    .run()?;
    Ok(())
}
