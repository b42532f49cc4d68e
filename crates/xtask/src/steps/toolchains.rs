//! The core under other compilers and for other machines.

use std::path::Path;

use xshell::{Shell, cmd};

use crate::{
    debian,
    run::{cargo, rustc_sysroot},
};

/// A machine without an operating system: there is no `std` to link by accident.
const BARE: &str = "thumbv7em-none-eabi";

/// The core and all that it links compile where no `std` exists.
pub(crate) fn no_std(shell: &Shell) -> anyhow::Result<()> {
    let installed = rustc_sysroot(shell)?.join("lib/rustlib/src/rust/library");
    let library = if installed.exists() {
        installed
    } else {
        debian::standard_library(shell)?
    };
    for features in ["k256", "secp256k1", "k256,signing", "secp256k1,signing"] {
        cargo(shell)
            .args(["check", "--locked", "--package", "x402-core"])
            .args(["--no-default-features", "--features", features])
            .args(["--target", BARE, "-Zbuild-std=core,alloc"])
            .env("RUSTC_BOOTSTRAP", "1")
            .env("__CARGO_TESTS_ONLY_SRC_ROOT", &library)
            // Nothing is linked, so libsecp256k1 needs no cross compiler.
            .env("CC_thumbv7em_none_eabi", "/bin/true")
            .env("AR_thumbv7em_none_eabi", "/bin/true")
            .run()?;
    }
    Ok(())
}

/// What ships compiles with the `rust-version` that the manifests promise.
pub(crate) fn msrv(shell: &Shell) -> anyhow::Result<()> {
    let bin = debian::oldest_rust(shell)?;
    let [old_cargo, old_rustc] = ["cargo", "rustc"].map(|name| bin.join(name));
    cargo(shell).args(["fetch", "--locked"]).run()?;
    let target = Path::new("target/msrv");
    cmd!(
        shell,
        "{old_cargo} check --locked --offline --workspace --exclude xtask --all-features --target-dir {target}"
    )
    .env("RUSTC", old_rustc)
    .run()?;
    Ok(())
}
