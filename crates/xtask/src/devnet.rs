//! `cargo xtask devnet`: what the core accepts is settled on test chains, by real token code.
//!
//! The step of `cargo xtask test` settles every vector and some mutations; the command takes
//! `--mutations N` and `--seed N`.

use std::{fs, path::PathBuf};

use anyhow::{Context as _, ensure};
use xshell::{Cmd, Shell};

use crate::{
    cache,
    peer::Peer,
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

/// Runs the program with arguments of the caller.
pub(crate) fn run(arguments: &[String]) -> anyhow::Result<bool> {
    settle(&shell()?, arguments)?;
    Ok(true)
}

/// The program has no warning, and its own tests pass.
pub(crate) fn lint_and_test(shell: &Shell) -> anyhow::Result<()> {
    cargo(shell)
        .arg("clippy")
        .args(BUILD)
        .args(["--all-targets", "--", "-D", "warnings"])
        .run()?;
    cargo(shell).arg("test").args(BUILD).run()?;
    Ok(())
}

/// A chain with Circle's token, for other programs: it ends with this value.
pub(crate) fn serve(shell: &Shell) -> anyhow::Result<Peer> {
    let node = node(shell)?;
    cargo(shell).args(["build", "--quiet"]).args(BUILD).run()?;
    Peer::devnet(&program(), &node)
}

/// The same beside Solana; the second value is Solana's URL.
pub(crate) fn serve_both(shell: &Shell) -> anyhow::Result<(Peer, String)> {
    let (node, python) = (node(shell)?, python(shell)?);
    cargo(shell).args(["build", "--quiet"]).args(BUILD).run()?;
    Peer::both_chains(&program(), &node, &python)
}

/// The built program.
pub(crate) fn program() -> PathBuf {
    root().join("target/debug/x402-devnet")
}

/// A language's program finds a payer without money, a facilitator that lies and one that does not
/// on a chain with Circle's token: it prints a line for each.
pub(crate) fn hold(shell: &Shell, program: Cmd<'_>) -> anyhow::Result<()> {
    let chain = serve(shell)?;
    let printed = program.arg(&chain.url).read()?;
    println!("{printed}");
    let count = printed.lines().count();
    ensure!(
        count == STATEMENTS,
        "expected {STATEMENTS} statements that hold, found {count}"
    );
    Ok(())
}

/// How many statements the program of each language makes.
const STATEMENTS: usize = 7;

/// Settles vectors and mutations; nothing settles that should not.
pub(crate) fn settle(shell: &Shell, arguments: &[String]) -> anyhow::Result<()> {
    let node = node(shell)?;
    let python = python(shell)?;
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

/// Settles by the test host of the settlement machines: payments of the vectors, and these of
/// published clients, one a line.
pub(crate) fn settle_by_host(shell: &Shell, payments: &str) -> anyhow::Result<()> {
    let node = node(shell)?;
    let python = python(shell)?;
    cargo(shell)
        .args(["run", "--quiet"])
        .args(BUILD)
        .args(["--", "settle"])
        .env("X402_DEVNET_NODE", node)
        .env("X402_DEVNET_PYTHON", python)
        .stdin(payments)
        .run()?;
    Ok(())
}

/// A Python with solders, which has a `LiteSVM`.
fn python(shell: &Shell) -> anyhow::Result<PathBuf> {
    let requirements = root().join(FOLDER).join("python/requirements.txt");
    let python = Python::new(shell, "devnet-python", &requirements)
        .context(Unavailable("no Python with solders"))?;
    Ok(python.program())
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
