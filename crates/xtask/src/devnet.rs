//! `cargo xtask devnet`: what the core accepts is settled on test chains, by real token code.
//!
//! The step of `cargo xtask test` settles every vector and some mutations; the command takes
//! `--mutations N` and `--seed N`.

use std::{fs, path::PathBuf};

use anyhow::{Context as _, ensure};
use xshell::Shell;

use crate::{
    cache,
    python::Python,
    run::{Unavailable, cargo, root, shell},
};

const FOLDER: &str = "crates/x402-devnet";

/// Of a workspace of its own, whose builds serve beside those of the workspace.
const BUILD: [&str; 5] = [
    "--locked",
    "--manifest-path",
    "crates/x402-devnet/Cargo.toml",
    "--target-dir",
    "target",
];

/// The program has no warning, its own tests pass, and nothing settles that should not.
pub(crate) fn check(shell: &Shell) -> anyhow::Result<()> {
    cargo(shell)
        .arg("clippy")
        .args(BUILD)
        .args(["--all-targets", "--", "-D", "warnings"])
        .run()?;
    cargo(shell).arg("test").args(BUILD).run()?;
    settle(shell, &[])
}

/// Runs the program with arguments of the caller.
pub(crate) fn run(arguments: &[String]) -> anyhow::Result<bool> {
    settle(&shell()?, arguments)?;
    Ok(true)
}

fn settle(shell: &Shell, arguments: &[String]) -> anyhow::Result<()> {
    let node = node(shell)?;
    let requirements = root().join(FOLDER).join("python/requirements.txt");
    let python = Python::new(shell, "devnet-python", &requirements)
        .context(Unavailable("no Python with solders"))?
        .program();
    cargo(shell)
        .args(["run", "--quiet"])
        .args(BUILD)
        .arg("--")
        .args(arguments)
        .env("X402_DEVNET_NODE", node)
        .env("X402_DEVNET_PYTHON", python)
        .run()?;
    Ok(())
}

/// The folder with Anvil and `contracts.json`, which has the code of every contract.
fn node(shell: &Shell) -> anyhow::Result<PathBuf> {
    let folder = root().join(FOLDER);
    let mut sources = shell.read_dir(folder.join("contracts"))?;
    sources.sort();
    let build = folder.join("node/build.mjs");
    let mut text = fs::read_to_string(folder.join("node/package-lock.json"))?;
    for file in sources.iter().chain([&build]) {
        text += &fs::read_to_string(file)?;
    }
    cache::keyed("devnet-node", &text, |draft| {
        cache::npm_ci(shell, &folder.join("node"), draft)?;
        let copies = draft.join("contracts");
        shell.create_dir(&copies)?;
        for file in &sources {
            shell.copy_file(file, &copies)?;
        }
        shell.copy_file(&build, draft)?;
        let _inside = shell.push_dir(draft);
        xshell::cmd!(shell, "node build.mjs").run()?;
        ensure!(draft.join("contracts.json").exists(), "no contracts.json");
        Ok(())
    })
    .context(Unavailable("no Anvil, or not the packages of a lock file"))
}
