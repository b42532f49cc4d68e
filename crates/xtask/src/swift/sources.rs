//! The sources that call the native library, generated from it: `cargo xtask swift-sources`.

use std::{
    fs,
    path::{Path, PathBuf},
};

use anyhow::{Context as _, ensure};
use xshell::Shell;

use super::{package::PACKAGE, target};
use crate::run::{cargo, root};

/// Generates them into the package; true, for a command.
pub(crate) fn run() -> anyhow::Result<bool> {
    generate(&crate::run::shell()?).map(|()| true)
}

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
    let run = ["run", "--quiet", "--locked"];
    let generate = ["generate", "--language", "swift", "--no-format"];
    cargo(shell)
        .args(run)
        .args(["--package", "x402-uniffi-bindgen", "--"])
        .args(generate)
        .arg("--out-dir")
        .arg(&draft)
        .arg(&archive)
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
    write_if_changed(&module.join(name), &close(&source)?)
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

/// Closes the generated source to everybody outside of the module.
///
/// The generator lets others derive from its classes, and make an object of any number; then
/// anyone could make a `Verified`. In one module with the code written by hand, nothing of this
/// needs to be public. What stays public is documented.
fn close(source: &str) -> anyhow::Result<String> {
    let mut closed = format!("{source}\n");
    for (open, shut) in CLOSED {
        ensure!(
            closed.contains(open),
            "the generated Swift has changed: no `{}` in it",
            open.trim()
        );
        closed = closed.replace(open, shut);
    }
    // A class has an interface of its own, for fakes.
    let lines = closed
        .lines()
        .map(|line| match line.strip_prefix("public ") {
            Some(rest) if rest.starts_with("protocol ") && rest.contains("Protocol: AnyObject") => {
                rest
            }
            _ => line,
        });
    Ok(lines.collect::<Vec<_>>().join("\n") + "\n")
}

/// What the generator writes, and what stands there instead.
const CLOSED: &[(&str, &str)] = &[
    ("\nopen class ", "\npublic final class "),
    ("\nopen func ", "\npublic func "),
    (
        "\n    required public init(unsafeFromHandle",
        "\n    init(unsafeFromHandle",
    ),
    ("\n    public init(noHandle", "\n    init(noHandle"),
    ("\n    public struct NoHandle", "\n    struct NoHandle"),
    (
        "\n    public func uniffiCloneHandle",
        "\n    func uniffiCloneHandle",
    ),
    ("\npublic func uniffiEnsure", "\nfunc uniffiEnsure"),
    ("\npublic struct FfiConverter", "\nstruct FfiConverter"),
    ("\npublic func FfiConverter", "\nfunc FfiConverter"),
    (
        "    // Default memberwise initializers are never public by default, so we\n    // declare one manually.\n",
        "    /// With all of its fields.\n",
    ),
    (
        "\npublic typealias JsonText",
        "\n/// JSON as text, where its form is not x402's own; `JSONValue` reads it.\npublic typealias JsonText",
    ),
    (
        "\npublic typealias UnixTimestamp",
        "\n/// A moment; the protocol counts whole seconds.\npublic typealias UnixTimestamp",
    ),
];
