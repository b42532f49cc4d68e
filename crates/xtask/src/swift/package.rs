//! The Swift package, with the native library that it links.

use std::{
    fs,
    path::{Path, PathBuf},
};

use xshell::{Cmd, Shell};

use super::{PACKAGE, Swift, library, sources, target};
use crate::run::root;

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
            library: library::folder()?,
            build: target.join("build"),
        };
        sources::generate(shell)?;
        library::link(shell, &package.library)?;
        Ok(package)
    }

    /// `swift COMMAND` for the package.
    pub(crate) fn command<'a>(&self, shell: &'a Shell, command: &str) -> Cmd<'a> {
        self.swift
            .command(shell, &self.folder, "swift")
            .args([command, "--scratch-path"])
            .arg(&self.build)
    }

    /// A program of another package that depends on this one, built and run.
    pub(crate) fn run_dependent<'a>(
        &self,
        shell: &'a Shell,
        folder: &Path,
        program: &str,
    ) -> Cmd<'a> {
        self.swift
            .command(shell, folder, "swift")
            .args(["run", "--quiet", "--scratch-path"])
            .arg(self.build.with_file_name("dependent"))
            .arg(program)
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
}
