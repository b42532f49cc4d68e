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

/// The folder in which `server.mjs` and `pay.mjs` run, with the packages that they need.
pub(super) fn typescript(shell: &Shell) -> anyhow::Result<PathBuf> {
    let folder = root().join(PEERS).join("typescript");
    let node = cache::npm(shell, "peers-typescript", &folder)?;
    // The packages are looked for beside the programs.
    for file in ["server.mjs", "pay.mjs", "solana.mjs"] {
        shell.copy_file(folder.join(file), node.join(file))?;
    }
    Ok(node)
}

/// The Pythons with the published package as it is, and as it was in version 1.
fn python(shell: &Shell) -> anyhow::Result<[PathBuf; 2]> {
    let install = |name, file| {
        let requirements = root().join(PEERS).join("python").join(file);
        Python::new(shell, name, &requirements)
            .map(|python| python.program())
            .context(Unavailable("no Python with the Python SDK"))
    };
    Ok([
        install("peers-python", "requirements.txt")?,
        install("peers-python-v1", "requirements-v1.txt")?,
    ])
}

/// Runs the tests in which each side pays the other, and everybody at once for a while.
pub(super) fn check(shell: &Shell) -> anyhow::Result<()> {
    let node = typescript(shell)?;
    let [now, version_1] = python(shell)?;
    let (python, site) = super::python::installed(shell, "peers")?;
    let _active = python.activate(shell)?;
    let python = python.program();

    let _inside = shell.push_dir(root().join(super::python::PACKAGE));
    let _path = shell.push_env("PYTHONPATH", &site);
    cmd!(
        shell,
        "{python} -m pytest --quiet -p no:cacheprovider --override-ini addopts= tests/e2e"
    )
    .env("X402_PEERS_NODE", node)
    .env("X402_PEERS_PYTHON", now)
    .env("X402_PEERS_PYTHON_V1", version_1)
    .run()?;

    cmd!(shell, "redis-server --version")
        .quiet()
        .read()
        .context(Unavailable("no redis-server"))?;
    cmd!(shell, "{python} load/run.py --seconds 5").run()?;
    Ok(())
}
