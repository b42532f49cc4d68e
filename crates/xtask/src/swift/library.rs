//! The native library that Swift's programs link on Linux.

use std::{
    fs,
    path::{Path, PathBuf},
};

use anyhow::ensure;
use xshell::{Shell, cmd};

use super::{sources, target};
use crate::run::root;

const LIBRARY: &str = "libx402core.so";

/// The most bytes of the library as it ships. It was 1.5 MB; the rules, the reasons of failed
/// settlements and the ledger that came with set 2026.11.1 took 0.11 MB.
const SIZE: u64 = 1_650_000;

/// Where `Package.swift` looks for it.
pub(super) fn folder() -> anyhow::Result<PathBuf> {
    Ok(target()?.join("lib"))
}

/// Links the shared library. Not by cargo, which would export the generator's data too.
pub(super) fn link(shell: &Shell, folder: &Path) -> anyhow::Result<()> {
    let archive = sources::archive(shell)?;
    fs::create_dir_all(folder)?;
    let library = folder.join(LIBRARY);
    let exports = root().join("bindings/uniffi/exports.map");
    let exports = format!("-Wl,--version-script={}", exports.display());
    let all = ["-Wl,--gc-sections,--as-needed,-O2", "-Wl,--whole-archive"];
    let system = [
        "-lgcc_s",
        "-lutil",
        "-lrt",
        "-lpthread",
        "-lm",
        "-ldl",
        "-lc",
    ];
    cmd!(
        shell,
        "cc -shared -s -o {library} {exports} {all...} {archive} -Wl,--no-whole-archive {system...}"
    )
    .run()?;
    let size = fs::metadata(&library)?.len();
    println!("{LIBRARY} has {size} bytes of at most {SIZE}");
    ensure!(size <= SIZE, "the native library is too large");
    Ok(())
}
