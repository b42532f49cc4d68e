//! What the checks bring along, kept outside the repository and used again.

use std::{
    fs,
    hash::{DefaultHasher, Hash as _, Hasher as _},
    path::{Path, PathBuf},
};

use anyhow::Context as _;
use xshell::{Shell, cmd};

use crate::run::{Unavailable, cargo};

/// The folder `name` of the cache, filled by `fill` the first time.
///
/// It is filled under another name first: a run that was broken off, or another
/// one beside this, never leaves half of it.
pub(crate) fn folder(
    name: &str,
    fill: impl FnOnce(&Path) -> anyhow::Result<()>,
) -> anyhow::Result<PathBuf> {
    let root = root()?;
    let folder = root.join(name);
    if folder.exists() {
        return Ok(folder);
    }
    let draft = root.join(format!("{name}.{}", std::process::id()));
    fs::create_dir_all(&draft).with_context(|| format!("cannot create {}", draft.display()))?;
    let filled = fill(&draft).and_then(|()| match fs::rename(&draft, &folder) {
        Err(_) if folder.exists() => Ok(()),
        result => Ok(result?),
    });
    if draft.exists() {
        fs::remove_dir_all(&draft)?;
    }
    filled.map(|()| folder)
}

/// The folder for what `text` asks for: another text is another folder.
pub(crate) fn keyed(
    name: &str,
    text: &str,
    fill: impl FnOnce(&Path) -> anyhow::Result<()>,
) -> anyhow::Result<PathBuf> {
    let mut hasher = DefaultHasher::new();
    text.hash(&mut hasher);
    folder(&format!("{name}-{:016x}", hasher.finish()), fill)
}

/// A folder with the packages of the lock file that is in `from`, for programs to be copied into.
pub(crate) fn npm(shell: &Shell, name: &str, from: &Path) -> anyhow::Result<PathBuf> {
    let lock = fs::read_to_string(from.join("package-lock.json"))?;
    keyed(name, &lock, |draft| npm_ci(shell, from, draft))
        .context(Unavailable("no npm, or not the packages of a lock file"))
}

/// Installs what the lock file names, and nothing else.
pub(crate) fn npm_ci(shell: &Shell, from: &Path, into: &Path) -> anyhow::Result<()> {
    for file in ["package.json", "package-lock.json"] {
        shell.copy_file(from.join(file), into.join(file))?;
    }
    let _inside = shell.push_dir(into);
    cmd!(
        shell,
        "npm ci --silent --no-audit --no-fund --ignore-scripts"
    )
    .run()?;
    Ok(())
}

/// The program of the crate of that name, built in this version.
pub(crate) fn program(shell: &Shell, name: &str, version: &str) -> anyhow::Result<PathBuf> {
    let built = folder(&format!("{name}-{version}"), |draft| {
        cargo(shell)
            .args([
                "install",
                "--quiet",
                "--debug",
                "--locked",
                "--no-track",
                "--version",
                version,
            ])
            .arg("--root")
            .arg(draft)
            .arg("--target-dir")
            .arg(draft.join("target"))
            .arg(name)
            // It is not debugged, and builds a third faster.
            .env("CARGO_PROFILE_DEV_DEBUG", "0")
            .run()?;
        Ok(fs::remove_dir_all(draft.join("target"))?)
    })
    .context(Unavailable("a program that checks cannot be built"))?;
    Ok(built.join("bin").join(name))
}

fn root() -> anyhow::Result<PathBuf> {
    let path = |name| std::env::var_os(name).map(PathBuf::from);
    path("X402_CACHE")
        .or_else(|| path("XDG_CACHE_HOME").map(|folder| folder.join("x402-core")))
        .or_else(|| path("HOME").map(|folder| folder.join(".cache/x402-core")))
        .context("no folder for a cache: set X402_CACHE")
}
