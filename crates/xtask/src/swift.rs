//! Swift from Debian, in a folder of the cache, where everything finds its own C library.

pub(crate) mod bench;
mod library;
mod package;
pub(crate) mod prepare;
mod sources;

pub(crate) use package::Package;

use std::{
    fs,
    path::{Path, PathBuf},
};

use anyhow::{Context as _, ensure};
use xshell::{Cmd, Shell, cmd};

use crate::{
    cache, debian,
    run::{Unavailable, root},
};

/// Where the package is.
const PACKAGE: &str = "bindings/swift";

/// The compiler that the package is tested with.
const VERSION: &str = "6.0.3";

/// Swift, what it links with, and what a command needs to be started in another root.
const PACKAGES: &[&str] = &[
    "swiftlang",
    "libc6-dev",
    "libstdc++-14-dev",
    "base-files",
    "coreutils",
    "dash",
];

/// Half of what the packages hold: other machines, debuggers, editors, static libraries.
const UNUSED: &[&str] = &[
    "usr/libexec/gcc/*/14/cc1",
    "usr/libexec/gcc/*/14/lto1",
    "usr/libexec/swift/bin/clangd",
    "usr/libexec/swift/bin/lldb*",
    "usr/libexec/swift/bin/sourcekit-lsp",
    "usr/libexec/swift/bin/swift-format",
    "usr/libexec/swift/lib/libLTO*",
    "usr/libexec/swift/lib/liblldb*",
    "usr/libexec/swift/lib/libsourcekitd*",
    "usr/libexec/swift/lib/swift/FrameworkABIBaseline",
    "usr/libexec/swift/lib/swift/embedded",
    "usr/libexec/swift/lib/swift_static",
    "usr/share/doc",
    "usr/share/locale",
    "usr/share/man",
];

/// A Swift that runs in the workspace.
pub(crate) struct Swift {
    enter: PathBuf,
    root: PathBuf,
}

impl Swift {
    /// Unpacks it the first time; says which version it is.
    pub(crate) fn new(shell: &Shell) -> anyhow::Result<Self> {
        let folder = cache::folder(&format!("swift-{VERSION}"), |draft| {
            debian::unpack_all(shell, PACKAGES, draft)?;
            for pattern in UNUSED {
                let pattern = draft.join(pattern);
                // The shell knows what the pattern matches.
                let script = format!("rm -r {}", pattern.display());
                cmd!(shell, "sh -c {script}").quiet().run()?;
            }
            Ok(())
        })
        .context(Unavailable("no Swift from Debian"))?;
        let enter = target()?.join("enter.sh");
        fs::write(&enter, include_str!("swift/enter.sh"))?;
        let swift = Self {
            enter,
            root: folder,
        };
        let version = swift
            .command(shell, &root(), "swift")
            .arg("--version")
            .quiet()
            .ignore_stderr()
            .read()
            .context(Unavailable(
                "the Swift from Debian cannot be entered: `unshare --mount` and `chroot` are needed",
            ))?;
        let first = version.lines().next().unwrap_or_default();
        ensure!(
            first.contains(VERSION),
            "expected Swift {VERSION}, found {first}"
        );
        println!("{first}");
        Ok(swift)
    }

    /// A program of the toolchain, or one that it built, started in a folder of the workspace.
    pub(crate) fn command<'a>(
        &self,
        shell: &'a Shell,
        folder: &Path,
        program: impl AsRef<std::ffi::OsStr>,
    ) -> Cmd<'a> {
        let (enter, swift, workspace) = (&self.enter, &self.root, root());
        cmd!(shell, "sh {enter} {swift} {workspace} {folder}").arg(program)
    }
}

impl Swift {
    /// How a program that it built is started from any other one, as one line.
    pub(crate) fn command_line(&self, folder: &Path, program: &Path) -> String {
        let workspace = root();
        let words = [&self.enter, &self.root, &workspace, folder, program];
        let words = words.map(|word: &Path| word.display().to_string());
        format!("sh {}", words.join(" "))
    }
}

/// Where everything goes that is built with Swift.
pub(crate) fn target() -> anyhow::Result<PathBuf> {
    let folder = root().join("target/swift");
    fs::create_dir_all(&folder)?;
    Ok(folder)
}
