//! The Python package: its tests, its types, and the wheel that ships.

use std::{fs, path::PathBuf};

use anyhow::{Context as _, ensure};
use xshell::{Shell, cmd};

use crate::{
    cache,
    python::Python,
    run::{Unavailable, cargo, root},
};

pub(super) const PACKAGE: &str = "bindings/python";

/// The most bytes of the wheel. Libsecp256k1's tables take 1 MB of them. It was 3.1 MB when it could
/// settle payments on both chains.
const WHEEL: u64 = 3_300_000;

/// Runs the package's tests on a wheel, and holds its stubs to the extension.
pub(crate) fn check(shell: &Shell) -> anyhow::Result<()> {
    let (python, folder) = installed(shell, "site")?;
    let _active = python.activate(shell)?;
    let python = python.program();
    let _inside = shell.push_dir(root().join(PACKAGE));
    let _path = shell.push_env("PYTHONPATH", &folder);
    let redis = cmd!(shell, "redis-server --version").quiet().read();
    let without = redis.is_err().then_some("--without-redis");
    cmd!(
        shell,
        "{python} -m pytest --quiet -p no:cacheprovider {without...}"
    )
    .run()?;
    cmd!(shell, "{python} -m mypy").run()?;
    cmd!(
        shell,
        "{python} -m mypy.stubtest x402_core._native --mypy-config-file pyproject.toml"
    )
    .run()?;
    let pyright = cache::npm(shell, "pyright", &root().join(PACKAGE).join("pyright"))?
        .join("node_modules/.bin/pyright");
    cmd!(shell, "{pyright} --verifytypes x402_core --ignoreexternal").run()?;
    redis
        .map(drop)
        .context(Unavailable("the rest passed, but there is no redis-server"))
}

/// A Python with what the tests need, and the folder `name` with the package in it.
pub(super) fn installed(shell: &Shell, name: &str) -> anyhow::Result<(Python, PathBuf)> {
    let environment = environment(shell)?;
    let python = environment.program();
    let folder = output(name)?;
    let wheel = wheel(shell, &python, &["--locked"])?;
    // Not into the interpreter's own folder, which other checkouts use too.
    cmd!(
        shell,
        "{python} -m pip install --quiet --no-deps --target {folder} {wheel}"
    )
    .run()?;
    Ok((environment, folder))
}

/// Builds what ships from its sources, installs it where nothing else is, and verifies there.
pub(crate) fn package(shell: &Shell) -> anyhow::Result<()> {
    let python = environment(shell)?.program();
    // From the sources that ship, whose lock file is the workspace's without what they leave out.
    cargo(shell).args(["fetch", "--locked"]).run()?;
    let _target = shell.push_env("CARGO_TARGET_DIR", root().join("target"));
    let wheel = wheel(
        shell,
        &python,
        &["--sdist", "--offline", "--profile", "wheel"],
    )?;
    let size = fs::metadata(&wheel)?.len();
    println!("the wheel has {size} bytes of at most {WHEEL}");
    ensure!(size <= WHEEL, "the wheel is too large");

    let empty = output("empty")?;
    cmd!(shell, "{python} -m venv {empty}").run()?;
    let python = empty.join("bin/python");
    cmd!(shell, "{python} -m pip install --quiet --no-index {wheel}").run()?;
    let smoke = root().join(PACKAGE).join("tests/smoke.py");
    cmd!(shell, "{python} -I {smoke}").run()?;
    Ok(())
}

/// A Python with what builds and tests the package.
fn environment(shell: &Shell) -> anyhow::Result<Python> {
    let requirements = root().join(PACKAGE).join("requirements-dev.txt");
    Python::new(shell, "python", &requirements)
        .context(Unavailable("no Python with what the package's tests need"))
}

/// The one wheel that maturin builds.
fn wheel(shell: &Shell, python: &PathBuf, arguments: &[&str]) -> anyhow::Result<PathBuf> {
    let wheels = output("wheels")?;
    let manifest = root().join(PACKAGE).join("Cargo.toml");
    cmd!(
        shell,
        "{python} -m maturin build --quiet {arguments...} --manifest-path {manifest} --out {wheels}"
    )
    .run()?;
    let mut built = shell.read_dir(&wheels)?;
    built.retain(|file| file.extension().is_some_and(|extension| extension == "whl"));
    built.pop().context("maturin built no wheel")
}

/// An empty folder beside the builds.
fn output(name: &str) -> anyhow::Result<PathBuf> {
    let folder = root().join("target/python").join(name);
    if folder.exists() {
        fs::remove_dir_all(&folder)?;
    }
    fs::create_dir_all(&folder)?;
    Ok(folder)
}
