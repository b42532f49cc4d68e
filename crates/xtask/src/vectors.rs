//! `cargo xtask vectors check` and `generate`: the conformance vectors and their generator.

use std::path::PathBuf;

use anyhow::Context as _;
use xshell::{Shell, cmd};

use crate::{
    python::Python,
    run::{Unavailable, cargo, root, shell},
};

const GENERATOR: &str = "spec-vectors/generate";

#[derive(Clone, Copy)]
pub(crate) enum Task {
    Check,
    Generate,
}

pub(crate) fn run(task: Task) -> anyhow::Result<bool> {
    let shell = shell()?;
    match task {
        Task::Check => check(&shell)?,
        Task::Generate => generator(&shell, &[])?,
    }
    Ok(true)
}

/// The set is what the generator writes, by implementations that are not ours, and holds
/// together: schemas, digests, counts, and every mutation leads from its base to its vector.
pub(crate) fn check(shell: &Shell) -> anyhow::Result<()> {
    generator(shell, &["--check"])?;
    cargo(shell)
        .args([
            "test",
            "--quiet",
            "--locked",
            "--package",
            "x402-conformance",
        ])
        .args(["--test", "loader", "--test", "codes"])
        .run()?;
    Ok(())
}

fn generator(shell: &Shell, more: &[&str]) -> anyhow::Result<()> {
    let python = python(shell)?;
    cmd!(shell, "{python} {GENERATOR}/generate.py {more...}").run()?;
    Ok(())
}

/// The interpreter with what the generator needs.
pub(crate) fn python(shell: &Shell) -> anyhow::Result<PathBuf> {
    let requirements = root().join(GENERATOR).join("requirements.txt");
    Python::new(shell, "vectors", &requirements)
        .map(|python| python.program())
        .context(Unavailable("no Python with what the generator needs"))
}
