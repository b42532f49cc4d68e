//! The published packages as peers: they pay our servers, and our clients pay theirs.

use std::path::PathBuf;

use anyhow::Context as _;
use xshell::{Shell, cmd};

use crate::{
    cache,
    python::Python,
    run::{Unavailable, root},
};

const PEERS: &str = "bindings/peers";

/// What the programs for Node share.
const SHARED: [&str; 3] = ["client.mjs", "serving.mjs", "solana.mjs"];

/// The folder in which `server.mjs` and `pay.mjs` run, with the packages that they need.
pub(super) fn typescript(shell: &Shell) -> anyhow::Result<PathBuf> {
    node(shell, "typescript")
}

/// The folder in which the programs of `bindings/peers/NAME` run.
fn node(shell: &Shell, name: &str) -> anyhow::Result<PathBuf> {
    let peers = root().join(PEERS);
    let node = cache::npm(shell, &format!("peers-{name}"), &peers.join(name))?;
    // A program looks for packages, and for what the programs share, in its own folder.
    for file in SHARED {
        shell.copy_file(peers.join("typescript").join(file), node.join(file))?;
    }
    for file in shell.read_dir(peers.join(name))? {
        if file.extension().is_some_and(|extension| extension == "mjs") {
            shell.copy_file(&file, &node)?;
        }
    }
    Ok(node)
}

/// The Python with the published package as it is.
pub(super) fn python(shell: &Shell) -> anyhow::Result<PathBuf> {
    install(shell, "peers-python", "requirements.txt")
}

/// The Python with the packages of a file with requirements.
fn install(shell: &Shell, name: &str, file: &str) -> anyhow::Result<PathBuf> {
    let requirements = root().join(PEERS).join("python").join(file);
    Python::new(shell, name, &requirements)
        .map(|python| python.program())
        .context(Unavailable("no Python with the Python SDK"))
}

/// Runs the tests in which each side pays the other, and everybody at once for a while.
pub(super) fn check(shell: &Shell) -> anyhow::Result<()> {
    let typescript = typescript(shell)?;
    let typescript_v1 = node(shell, "typescript-v1")?;
    let typescript_others = node(shell, "typescript-others")?;
    let python_now = python(shell)?;
    let python_v1 = install(shell, "peers-python-v1", "requirements-v1.txt")?;
    let (python, site) = super::python::installed(shell, "peers")?;
    let _active = python.activate(shell)?;
    let python = python.program();

    let _inside = shell.push_dir(root().join(super::python::PACKAGE));
    let _path = shell.push_env("PYTHONPATH", &site);
    cmd!(
        shell,
        "{python} -m pytest --quiet -p no:cacheprovider --override-ini addopts= tests/e2e"
    )
    .env("X402_PEERS_NODE", typescript)
    .env("X402_PEERS_NODE_V1", typescript_v1)
    .env("X402_PEERS_NODE_OTHERS", typescript_others)
    .env("X402_PEERS_PYTHON", python_now)
    .env("X402_PEERS_PYTHON_V1", python_v1)
    .run()?;

    cmd!(shell, "redis-server --version")
        .quiet()
        .read()
        .context(Unavailable("no redis-server"))?;
    cmd!(shell, "{python} load/run.py --seconds 5").run()?;
    Ok(())
}
