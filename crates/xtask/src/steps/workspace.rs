//! Checks of the whole workspace with the toolchain at hand.
//!
//! Warnings are denied by arguments, not by `RUSTFLAGS`: another value of that
//! variable would build every dependency again.

use anyhow::Context as _;
use xshell::{Shell, cmd};

use crate::run::{Unavailable, cargo};

/// Writes the sources for Kotlin and Swift. It needs a quarter of all that the workspace compiles,
/// so it is compiled once, by its own step.
const GENERATOR: &str = "x402-uniffi-bindgen";

/// The services: their packages turn on features, such as `std`, of packages that the core links.
/// So they are compiled apart, for the core to be tested as it ships.
pub(super) const SERVICES: &str = "x402-http";

pub(crate) fn fmt(shell: &Shell) -> anyhow::Result<()> {
    component(shell, "fmt")?;
    cargo(shell).args(["fmt", "--all", "--check"]).run()?;
    for manifest in ["crates/x402-devnet/Cargo.toml", "fuzz/Cargo.toml"] {
        cargo(shell)
            .args(["fmt", "--manifest-path", manifest, "--check"])
            .run()?;
    }
    Ok(())
}

pub(crate) fn clippy(shell: &Shell) -> anyhow::Result<()> {
    component(shell, "clippy")?;
    cargo(shell)
        .args([
            "clippy",
            "--locked",
            "--workspace",
            "--exclude",
            GENERATOR,
            "--exclude",
            SERVICES,
            "--all-targets",
            "--",
            "-D",
            "warnings",
        ])
        .run()?;
    Ok(())
}

/// Clippy checks what the compiler builds: `cargo clippy` would not build it.
pub(crate) fn generator(shell: &Shell) -> anyhow::Result<()> {
    component(shell, "clippy")?;
    cargo(shell)
        .args(["build", "--locked", "--package", GENERATOR])
        .env("RUSTC_WORKSPACE_WRAPPER", "clippy-driver")
        // As `cargo clippy -- -D warnings` hands it on.
        .env(
            "CLIPPY_ARGS",
            "-D__CLIPPY_HACKERY__warnings__CLIPPY_HACKERY__",
        )
        .run()?;
    Ok(())
}

pub(crate) fn test(shell: &Shell) -> anyhow::Result<()> {
    cargo(shell)
        .args(["test", "--locked", "--workspace", "--no-fail-fast"])
        .args(["--exclude", GENERATOR, "--exclude", SERVICES])
        .run()?;
    Ok(())
}

pub(crate) fn doc(shell: &Shell) -> anyhow::Result<()> {
    // Not with all features: `small` of the library for apps changes how its dependencies are built,
    // and documents nothing.
    cargo(shell)
        .args(["doc", "--locked", "--workspace", "--no-deps"])
        .args(["--exclude", GENERATOR, "--exclude", SERVICES])
        .args([
            "--features",
            "x402-core/facilitator,x402-core/k256,x402-core/page,x402-core/signing,x402-core/x402-secp256k1",
        ])
        .env("RUSTDOCFLAGS", "-D warnings")
        .run()?;
    Ok(())
}

/// A part of the toolchain that not every machine has, and that no other version replaces.
pub(crate) fn component(shell: &Shell, name: &'static str) -> anyhow::Result<()> {
    cmd!(shell, "cargo {name} --version")
        .quiet()
        .ignore_stdout()
        .run()
        .context(Unavailable("a component of the Rust toolchain is missing"))
}
