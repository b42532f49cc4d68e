//! The core under other compilers and for other machines.

use std::path::{Path, PathBuf};

use xshell::{Cmd, Shell, cmd};

use super::{core_crate::declared, rust_version::promised, workspace::SERVICES};
use crate::{
    debian,
    run::{cargo, root, rustc_sysroot, shell},
};

/// A machine without an operating system: there is no `std` to link by accident.
const BARE: &str = "thumbv7em-none-eabi";

/// The core and all that it links compile where no `std` exists.
pub(crate) fn no_std(shell: &Shell) -> anyhow::Result<()> {
    let library = standard_library(shell)?;
    for features in [
        "facilitator,k256,page,signing,x402-secp256k1",
        "secp256k1,signing",
    ] {
        check_for(shell, &library, BARE, "core,alloc")
            .args(["--package", "x402-core"])
            .args(["--no-default-features", "--features", features])
            .run()?;
    }
    Ok(())
}

/// The core, and what Kotlin calls, compile for Android.
pub(crate) fn android(shell: &Shell) -> anyhow::Result<()> {
    phone(shell, "aarch64-linux-android")
}

/// The core, and what Swift calls, compile for iOS: `cargo xtask ios`.
pub(crate) fn ios() -> anyhow::Result<bool> {
    phone(&shell()?, "aarch64-apple-ios").map(|()| true)
}

/// Nothing is linked: that takes the makers' own kits.
fn phone(shell: &Shell, target: &str) -> anyhow::Result<()> {
    let library = standard_library(shell)?;
    check_for(shell, &library, target, "std,panic_abort")
        .args(["--package", "x402-core", "--package", "x402-uniffi"])
        // Apple's kit would be asked for otherwise; any folder will do.
        .env("SDKROOT", root())
        .run()?;
    Ok(())
}

/// `cargo check` for a machine whose standard library nobody has compiled.
fn check_for<'a>(shell: &'a Shell, library: &Path, target: &str, parts: &str) -> Cmd<'a> {
    let name = target.replace('-', "_");
    cargo(shell)
        .args(["check", "--locked", "--target", target])
        .arg(format!("-Zbuild-std={parts}"))
        .env("RUSTC_BOOTSTRAP", "1")
        .env("__CARGO_TESTS_ONLY_SRC_ROOT", library)
        // Nothing is linked, so libsecp256k1 needs no cross compiler.
        .env(format!("CC_{name}"), "/bin/true")
        .env(format!("AR_{name}"), "/bin/true")
}

/// The source of the standard library: rustup's, if it brought it along, else Debian's.
fn standard_library(shell: &Shell) -> anyhow::Result<PathBuf> {
    let installed = rustc_sysroot(shell)?.join("lib/rustlib/src/rust/library");
    if installed.exists() {
        return Ok(installed);
    }
    debian::standard_library(shell)
}

/// The libraries and the command, and what they are made of.
const OLDEST: &[&str] = &[
    "x402-secp256k1",
    "x402-core",
    "x402-conformance",
    "x402-python",
    "x402-uniffi",
    "x402-cli",
];

/// What ships compiles with the `rust-version` that the manifests promise. The services promise a
/// newer one, which Debian does not have: it is tried where rustup has it. Elsewhere it is reported
/// what is held anyway: no dependency promises to need a newer one, and clippy refuses what the
/// standard library has had for less long.
pub(crate) fn msrv(shell: &Shell) -> anyhow::Result<()> {
    let bin = debian::oldest_rust(shell)?;
    let [old_cargo, old_rustc] = ["cargo", "rustc"].map(|name| bin.join(name));
    cargo(shell).args(["fetch", "--locked"]).run()?;
    let target = Path::new("target/msrv");
    let packages = OLDEST.iter().flat_map(|name| ["--package", *name]);
    // All features but the command's `services`, which needs what the services need; at once, for
    // nothing to be compiled twice.
    let mut features: Vec<String> = declared(shell)?
        .iter()
        .map(|name| format!("x402-core/{name}"))
        .collect();
    features.push("x402-uniffi/small".to_owned());
    let features = features.join(",");
    cmd!(
        shell,
        "{old_cargo} check --locked --offline {packages...} --features {features} --target-dir {target}"
    )
    .env("RUSTC", old_rustc)
    .run()?;
    let (linked, silent) = promised(shell, SERVICES, SERVICES_RUST)?;
    let toolchain = format!("+{SERVICES_RUST}");
    let is_here = cmd!(shell, "rustc {toolchain} --version")
        .quiet()
        .ignore_stdout()
        .ignore_stderr()
        .run();
    if is_here.is_err() {
        cmd!(
            shell,
            "cargo clippy --locked --package {SERVICES} --lib -- -D clippy::incompatible_msrv"
        )
        .run()?;
        println!(
            "{SERVICES} is not compiled with Rust {SERVICES_RUST}, which is not here: none of the \
             {linked} packages that it links promises to need a newer one ({silent} promise \
             nothing), and it uses nothing newer of the standard library"
        );
        return Ok(());
    }
    cmd!(
        shell,
        "cargo {toolchain} check --locked --package {SERVICES} --target-dir {target}"
    )
    .run()?;
    Ok(())
}

/// The `rust-version` of the services.
const SERVICES_RUST: &str = "1.89";
