//! The Swift package, with the native library that it links.

use std::{
    fs,
    path::{Path, PathBuf},
};

use anyhow::ensure;
use xshell::{Cmd, Shell, cmd};

use super::{PACKAGE, Swift, sources, target};
use crate::run::root;

const LIBRARY: &str = "libx402core.so";

/// The most bytes of the library as it ships. It was 1.5 MB; the rules, the reasons of failed
/// settlements and the ledger that came with set 2026.11.1 took 0.11 MB.
const SIZE: u64 = 1_650_000;

/// The package, ready to be built by Swift.
pub(crate) struct Package {
    pub(crate) swift: Swift,
    pub(crate) folder: PathBuf,
    /// The folder of the native library, as it ships.
    pub(crate) library: PathBuf,
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
            library: target.join("lib"),
            build: target.join("build"),
        };
        sources::generate(shell)?;
        package.link(shell)?;
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
        self.importing(shell, "swiftc")
            .args(["-typecheck", "-swift-version", "6"])
            .arg(program)
    }

    /// The description of what the module offers, as documentation is made of it: JSON.
    pub(crate) fn symbols(&self, shell: &Shell) -> anyhow::Result<String> {
        let target = target()?.join("symbols");
        fs::create_dir_all(&target)?;
        let machine = format!("{}-pc-linux-gnu", std::env::consts::ARCH);
        self.importing(shell, "swift-symbolgraph-extract")
            .args(["-module-name", "X402Core", "-target", &machine])
            .args([
                "-minimum-access-level",
                "public",
                "-skip-synthesized-members",
            ])
            .arg("-output-dir")
            .arg(&target)
            .run()?;
        Ok(fs::read_to_string(target.join("X402Core.symbols.json"))?)
    }

    /// A program of the toolchain that finds the package's modules.
    fn importing<'a>(&self, shell: &'a Shell, program: &str) -> Cmd<'a> {
        let native = self.folder.join("Sources/x402coreFFI/module.modulemap");
        self.swift
            .command(shell, &self.folder, program)
            .arg("-I")
            .arg(self.build.join("debug/Modules"))
            .args(["-Xcc", &format!("-fmodule-map-file={}", native.display())])
    }

    /// Links the shared library. Not by cargo, which would export the generator's data too.
    fn link(&self, shell: &Shell) -> anyhow::Result<()> {
        let archive = sources::archive(shell)?;
        fs::create_dir_all(&self.library)?;
        let library = self.library.join(LIBRARY);
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
}
