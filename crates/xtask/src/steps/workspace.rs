//! Checks of the whole workspace with the toolchain at hand.
//!
//! Warnings are denied by arguments, not by `RUSTFLAGS`: another value of that
//! variable would build every dependency again.

use anyhow::Context as _;
use xshell::{Shell, cmd};

use crate::run::{Unavailable, cargo};

pub(crate) fn fmt(shell: &Shell) -> anyhow::Result<()> {
    component(shell, "fmt")?;
    cargo(shell).args(["fmt", "--all", "--check"]).run()?;
    if shell.path_exists("fuzz/Cargo.toml") {
        cargo(shell)
            .args(["fmt", "--manifest-path", "fuzz/Cargo.toml", "--check"])
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
            "--all-targets",
            "--",
            "-D",
            "warnings",
        ])
        .run()?;
    Ok(())
}

pub(crate) fn test(shell: &Shell) -> anyhow::Result<()> {
    cargo(shell)
        .args(["test", "--locked", "--workspace", "--no-fail-fast"])
        .run()?;
    Ok(())
}

pub(crate) fn doc(shell: &Shell) -> anyhow::Result<()> {
    // Not with all features: `small` of the library for apps changes how its dependencies are built,
    // and documents nothing.
    cargo(shell)
        .args(["doc", "--locked", "--workspace", "--no-deps"])
        .args(["--features", "x402-core/k256,x402-core/signing"])
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
