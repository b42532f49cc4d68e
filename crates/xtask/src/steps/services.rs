//! The services, compiled apart from what they serve.

use std::{
    fs,
    path::{Path, PathBuf},
};

use anyhow::Context as _;
use xshell::{Shell, cmd};

use super::workspace::{SERVICES, component};
use crate::run::{Unavailable, cargo, root};

/// The package of the command `x402`.
const COMMAND: &str = "x402-cli";

/// The command `x402` with what it needs to run services.
pub(super) fn command(shell: &Shell) -> anyhow::Result<PathBuf> {
    cargo(shell)
        .args([
            "build",
            "--quiet",
            "--locked",
            "--package",
            COMMAND,
            "--features",
            "services",
        ])
        .run()?;
    Ok(root().join("target/debug/x402"))
}

/// No warning, every test, and the documentation.
pub(crate) fn check(shell: &Shell) -> anyhow::Result<()> {
    component(shell, "clippy")?;
    let package = ["--locked", "--package", SERVICES];
    cargo(shell)
        .arg("clippy")
        .args(package)
        .args(["--all-targets", "--", "-D", "warnings"])
        .run()?;
    let postgres = postgres(shell);
    // By their names: a test that returned early would read as passed.
    let without: &[&str] = match postgres {
        Ok(()) => &[],
        Err(_) => &["--", "--skip", "postgres"],
    };
    cargo(shell)
        .arg("test")
        .args(package)
        .args(["--no-fail-fast"])
        .args(without)
        .run()?;
    cargo(shell)
        .arg("doc")
        .args(package)
        .arg("--no-deps")
        .env("RUSTDOCFLAGS", "-D warnings")
        .run()?;
    // The commands that run them, which no other step compiles.
    cargo(shell)
        .args([
            "clippy",
            "--locked",
            "--package",
            COMMAND,
            "--features",
            "services",
        ])
        .args(["--", "-D", "warnings"])
        .run()?;
    postgres.context(Unavailable("the rest passed, but there is no PostgreSQL"))
}

/// Whether there is a server to start: Debian has it beside the path.
fn postgres(shell: &Shell) -> anyhow::Result<()> {
    let versions = Path::new("/usr/lib/postgresql");
    if versions.exists() {
        for version in fs::read_dir(versions)? {
            if version?.path().join("bin/postgres").exists() {
                return Ok(());
            }
        }
    }
    cmd!(shell, "postgres --version")
        .quiet()
        .ignore_stdout()
        .run()?;
    Ok(())
}
