//! What the Swift package is built of: the native library, and the sources generated from it.

use std::{
    fs,
    path::{Path, PathBuf},
};

use anyhow::{Context as _, ensure};
use xshell::{Cmd, Shell};

use super::{Swift, target};
use crate::run::{cargo, root};

const PACKAGE: &str = "bindings/swift";
const LIBRARY: &str = "libx402core.so";

/// The library as it ships is at most so large, in bytes.
const SIZE: u64 = 1_800_000;

/// The package, ready to be built by Swift.
pub(crate) struct Package {
    pub(crate) swift: Swift,
    pub(crate) folder: PathBuf,
    /// The folder of the native library.
    library: PathBuf,
    build: PathBuf,
}

impl Package {
    /// Builds the library and generates the sources that call it.
    pub(crate) fn new(shell: &Shell) -> anyhow::Result<Self> {
        let swift = Swift::new(shell)?;
        let target = target()?;
        let package = Self {
            swift,
            folder: root().join(PACKAGE),
            library: root().join("target/ffi"),
            build: target.join("build"),
        };
        package.build_library(shell)?;
        package.generate(shell)?;
        Ok(package)
    }

    /// `swift COMMAND` for the package.
    pub(crate) fn command<'a>(&self, shell: &'a Shell, command: &str) -> Cmd<'a> {
        let Self {
            library,
            build,
            folder,
            ..
        } = self;
        let (search, run) = (
            format!("-L{}", library.display()),
            format!("-rpath={}", library.display()),
        );
        self.swift
            .command(shell, folder, "swift")
            .args([command, "--scratch-path"])
            .arg(build)
            .args(["-Xlinker", &search, "-Xlinker", &run])
    }

    /// A program that was built.
    pub(crate) fn program(&self, name: &str) -> PathBuf {
        self.build.join("debug").join(name)
    }

    /// A program that was built, started in the workspace.
    pub(crate) fn started<'a>(&self, shell: &'a Shell, program: &Path) -> Cmd<'a> {
        self.swift.command(shell, &self.folder, program)
    }

    /// The same for another program to start.
    pub(crate) fn command_line(&self, program: &Path) -> String {
        self.swift.command_line(&self.folder, program)
    }

    /// `swiftc` on a program that imports the package.
    pub(crate) fn typecheck<'a>(&self, shell: &'a Shell, program: &Path) -> Cmd<'a> {
        let modules = self.build.join("debug/Modules");
        let native = self.folder.join("Sources/x402coreFFI/module.modulemap");
        self.swift
            .command(shell, &self.folder, "swiftc")
            .args(["-typecheck", "-swift-version", "6", "-I"])
            .arg(modules)
            .args(["-Xcc", &format!("-fmodule-map-file={}", native.display())])
            .arg(program)
    }

    fn build_library(&self, shell: &Shell) -> anyhow::Result<()> {
        let build = ["build", "--locked", "--package", "x402-uniffi"];
        let ships = ["--profile", "ffi", "--features", "small"];
        cargo(shell).args(build).args(ships).run()?;
        let size = fs::metadata(self.library.join(LIBRARY))?.len();
        println!("{LIBRARY} has {size} bytes of at most {SIZE}");
        ensure!(size <= SIZE, "the native library is too large");
        // What ships says nothing of itself; this one names every function and type.
        cargo(shell).args(build).run()?;
        Ok(())
    }

    fn generate(&self, shell: &Shell) -> anyhow::Result<()> {
        let library = root().join("target/debug").join(LIBRARY);
        let draft = target()?.join("generated");
        let inside = shell.push_dir(root().join("bindings/uniffi"));
        cargo(shell)
            .args([
                "run",
                "--quiet",
                "--locked",
                "--package",
                "x402-uniffi-bindgen",
                "--",
            ])
            .args([
                "generate",
                "--language",
                "swift",
                "--no-format",
                "--out-dir",
            ])
            .arg(&draft)
            .arg(&library)
            .run()?;
        drop(inside);
        let native = self.folder.join("Sources/x402coreFFI");
        let module = self.folder.join("Sources/X402Core/Generated");
        for folder in [&native, &module] {
            fs::create_dir_all(folder)?;
        }
        let header = "x402coreFFI.h";
        write_if_changed(
            &native.join(header),
            &fs::read_to_string(draft.join(header))?,
        )?;
        write_if_changed(&native.join("module.modulemap"), MODULE_MAP)?;
        let name = "X402CoreNative.swift";
        let source = fs::read_to_string(draft.join(name))?;
        write_if_changed(&module.join(name), &close(&source)?)
    }
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
/// needs to be public.
fn close(source: &str) -> anyhow::Result<String> {
    let mut closed = format!("{source}\n");
    for (open, shut) in [
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
        ("\npublic struct FfiConverter", "\nstruct FfiConverter"),
        ("\npublic func FfiConverter", "\nfunc FfiConverter"),
    ] {
        ensure!(
            closed.contains(open),
            "the generated Swift has changed: no `{}` in it",
            open.trim()
        );
        closed = closed.replace(open, shut);
    }
    Ok(closed)
}
