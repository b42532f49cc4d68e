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

/// The most bytes of the library as it ships. It was 1.6 MB; the rules about the chain's state took
/// 0.26 MB, and the requests to nodes with the proof of a settlement another 0.25 MB.
/// A server's responses, kept by the payment's id, took 12 KB. The queries that show whether a
/// payment on Solana was made took 57 KB, with all that came beside them.
const SIZE: u64 = 2_300_000;

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
    let all = [
        "-Wl,--gc-sections,--as-needed,-O2,-z,noseparate-code",
        "-Wl,--whole-archive",
    ];
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
