//! Commands, from the root of the workspace.

use std::{
    fmt,
    path::{Path, PathBuf},
};

use anyhow::Context as _;
use xshell::{Cmd, Shell, cmd};

/// A shell whose folder is the root of the workspace.
///
/// Packages that were installed by hand are out of reach: a check must fail without its own ones.
pub(crate) fn shell() -> anyhow::Result<Shell> {
    let shell = Shell::new()?;
    shell.change_dir(root());
    for folders in ["NODE_PATH", "PYTHONHOME", "PYTHONPATH"] {
        shell.set_var(folders, "");
    }
    Ok(shell)
}

/// The root of the workspace.
pub(crate) fn root() -> PathBuf {
    let manifest = Path::new(env!("CARGO_MANIFEST_DIR"));
    manifest.ancestors().nth(2).unwrap_or(manifest).into()
}

/// The cargo of the toolchain at hand.
pub(crate) fn cargo(shell: &Shell) -> Cmd<'_> {
    shell.cmd("cargo")
}

/// The version of the rustc at hand, such as `1.95.0`.
pub(crate) fn rustc_release(shell: &Shell) -> anyhow::Result<String> {
    let text = cmd!(shell, "rustc --version --verbose").quiet().read()?;
    let release = text.lines().find_map(|line| line.strip_prefix("release: "));
    Ok(release
        .context("rustc does not say its version")?
        .to_owned())
}

/// Where the toolchain at hand is installed.
pub(crate) fn rustc_sysroot(shell: &Shell) -> anyhow::Result<PathBuf> {
    Ok(cmd!(shell, "rustc --print sysroot").quiet().read()?.into())
}

/// Why a check cannot run on this machine, as opposed to: it ran and failed.
///
/// `result.context(Unavailable)` turns any error into a reason to skip the step;
/// in CI that is a failure too.
#[derive(Debug)]
pub(crate) struct Unavailable(pub(crate) &'static str);

impl fmt::Display for Unavailable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0)
    }
}
