//! The sources that call the native library, generated from it.

use std::{
    fs,
    path::{Path, PathBuf},
};

use anyhow::Context as _;
use xshell::Shell;

use super::{PACKAGE, target};
use crate::run::{cargo, root};

/// The native library as apps link it, with the names that the generator reads.
pub(super) fn archive(shell: &Shell) -> anyhow::Result<PathBuf> {
    cargo(shell)
        .args(["rustc", "--locked", "--package", "x402-uniffi"])
        .args(["--profile", "ffi", "--features", "small"])
        .args(["--lib", "--crate-type", "staticlib"])
        .run()?;
    Ok(root().join("target/ffi/libx402core.a"))
}

/// Generates them into the package.
pub(super) fn generate(shell: &Shell) -> anyhow::Result<()> {
    let archive = archive(shell)?;
    let draft = target()?.join("generated");
    // Where the generator finds `uniffi.toml`.
    let inside = shell.push_dir(root().join("bindings/uniffi"));
    cargo(shell)
        .args(["run", "--quiet", "--locked"])
        .args(["--package", "x402-uniffi-bindgen", "--", "swift"])
        .args([&archive, &draft])
        .run()?;
    drop(inside);

    let native = root().join(PACKAGE).join("Sources/x402coreFFI");
    let module = root().join(PACKAGE).join("Sources/X402Core/Generated");
    for folder in [&native, &module] {
        fs::create_dir_all(folder)?;
    }
    let header = fs::read_to_string(draft.join("x402coreFFI.h"))?;
    write_if_changed(&native.join("x402coreFFI.h"), &header)?;
    write_if_changed(&native.join("module.modulemap"), MODULE_MAP)?;
    let name = "X402CoreNative.swift";
    let source = fs::read_to_string(draft.join(name))?;
    write_if_changed(&module.join(name), &source)
}

const MODULE_MAP: &str = "\
module x402coreFFI {
    header \"x402coreFFI.h\"
    link \"x402core\"
    export *
}
";

/// A file that stays the same is not compiled again.
fn write_if_changed(path: &Path, text: &str) -> anyhow::Result<()> {
    if fs::read_to_string(path).ok().as_deref() == Some(text) {
        return Ok(());
    }
    fs::write(path, text).with_context(|| format!("cannot write {}", path.display()))
}
