//! Pythons with packages of their own, one for each lock file.

use std::{
    env, fs,
    path::{Path, PathBuf},
};

use anyhow::Context as _;
use xshell::{PushEnv, Shell, cmd};

use crate::{
    cache,
    run::{Unavailable, root},
};

/// A virtual environment in the cache.
pub(crate) struct Python {
    folder: PathBuf,
}

impl Python {
    /// The environment of the lock file `requirements`, which names every package with its hashes.
    pub(crate) fn new(shell: &Shell, name: &str, requirements: &Path) -> anyhow::Result<Self> {
        let text = fs::read_to_string(requirements)?;
        let folder = cache::keyed(name, &text, |draft| {
            let python = draft.join("bin/python");
            cmd!(shell, "python3 -m venv {draft}").run()?;
            cmd!(
                shell,
                "{python} -m pip install --quiet --require-hashes --no-deps --requirement {requirements}"
            )
            .run()?;
            Ok(())
        })?;
        Ok(Self { folder })
    }

    /// The programs that check, as built packages: to compile them takes minutes.
    pub(crate) fn tools(shell: &Shell) -> anyhow::Result<Self> {
        let requirements = root().join("crates/xtask/requirements.txt");
        Self::new(shell, "tools", &requirements)
            .context(Unavailable("a program that checks cannot be installed"))
    }

    /// Its interpreter.
    pub(crate) fn program(&self) -> PathBuf {
        self.folder.join("bin/python")
    }

    /// Makes it the Python of every command while the guards live, as `activate` does in a shell.
    ///
    /// A tool may look for an interpreter on `PATH`, whatever started the tool: pyright does.
    pub(crate) fn activate<'a>(&self, shell: &'a Shell) -> anyhow::Result<[PushEnv<'a>; 2]> {
        let path = env::var_os("PATH").unwrap_or_default();
        let folders = [self.folder.join("bin")].into_iter();
        let path = env::join_paths(folders.chain(env::split_paths(&path)))?;
        Ok([
            shell.push_env("PATH", path),
            shell.push_env("VIRTUAL_ENV", &self.folder),
        ])
    }
}
