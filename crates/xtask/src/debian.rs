//! Parts of Debian's Rust and Swift, unpacked into the cache: nothing on the machine changes.
//!
//! `apt-get` works on lists, a state and a configuration of its own, with the mirror
//! that the machine already uses.

use std::{
    fs,
    path::{Path, PathBuf},
};

use anyhow::{Context as _, ensure};
use xshell::{Shell, cmd};

use crate::{
    cache,
    run::{Unavailable, rustc_release},
};

/// The release whose Rust is the oldest that the workspace supports, and its backports,
/// which hold the source of recent standard libraries.
const SUITES: [&str; 2] = ["trixie", "trixie-backports"];

/// `library` of the standard library's source, of the version of the rustc at hand.
pub(crate) fn standard_library(shell: &Shell) -> anyhow::Result<PathBuf> {
    let release = rustc_release(shell)?;
    let folder = cache::folder(&format!("rust-src-{release}"), |draft| {
        let apt = Apt::new(shell, draft, LINKER)?;
        let package = format!("rust-src={release}*");
        apt.get(&["install", "--yes", "--download-only", &package])?;
        unpack(shell, &apt.folder.join("archives"), draft)?;
        let library = format!("usr/src/rustc-{release}/library");
        fs::rename(draft.join(library), draft.join("library"))?;
        fs::remove_dir_all(draft.join("usr"))?;
        apt.remove()
    })
    .context(Unavailable("no source of the standard library"))?;
    Ok(folder.join("library"))
}

/// A folder with the oldest supported `rustc` and its `cargo`.
pub(crate) fn oldest_rust(shell: &Shell) -> anyhow::Result<PathBuf> {
    let version = env!("CARGO_PKG_RUST_VERSION");
    let folder = cache::folder(&format!("rust-{version}"), |draft| {
        let apt = Apt::new(shell, draft, LINKER)?;
        apt.get(&["install", "--yes", "--download-only", "cargo", "rustc"])?;
        unpack(shell, &apt.folder.join("archives"), draft)?;
        fs::remove_dir_all(draft.join("usr/share"))?;
        wrap(shell, draft)?;
        apt.remove()
    })
    .context(Unavailable("no Rust of the oldest supported version"))?;
    let bin = folder.join("bin");
    let rustc = bin.join("rustc");
    let found = cmd!(shell, "{rustc} --version").quiet().read()?;
    ensure!(
        found.starts_with(&format!("rustc {version}.")),
        "expected rustc {version}, found {found}"
    );
    Ok(bin)
}

/// Unpacks the packages and all that they need, the C library included, into the folder.
///
/// No script of a package runs: what only has to be started needs none.
pub(crate) fn unpack_all(shell: &Shell, packages: &[&str], draft: &Path) -> anyhow::Result<()> {
    let apt = Apt::new(shell, draft, "")?;
    apt.get(&[&["install", "--yes", "--download-only"], packages].concat())?;
    unpack(shell, &apt.folder.join("archives"), draft)?;
    apt.remove()
}

/// `apt-get` with nothing of the machine's but the mirror and the keys.
struct Apt<'a> {
    shell: &'a Shell,
    folder: PathBuf,
}

impl<'a> Apt<'a> {
    /// `installed` are the packages that it takes for installed, as in dpkg's status.
    fn new(shell: &'a Shell, draft: &Path, installed: &str) -> anyhow::Result<Self> {
        let folder = draft.join("apt");
        for part in ["lists/partial", "archives/partial"] {
            fs::create_dir_all(folder.join(part))?;
        }
        let mirror = mirror(shell)?;
        let sources =
            SUITES.map(|suite| format!("deb [signed-by={KEYRING}] {mirror} {suite} main\n"));
        fs::write(folder.join("sources.list"), sources.concat())?;
        fs::write(folder.join("status"), installed)?;
        let path = folder.display();
        fs::write(
            folder.join("apt.conf"),
            format!(
                r#"#clear APT::Update::Post-Invoke;
#clear APT::Update::Post-Invoke-Success;
#clear DPkg::Post-Invoke;
Acquire::Languages "none";
APT::Install-Recommends "false";
APT::Sandbox::User "root";
Dir::Cache "{path}";
Dir::Cache::archives "{path}/archives";
Dir::Etc::preferences "/dev/null";
Dir::Etc::preferencesparts "/dev/null";
Dir::Etc::sourcelist "{path}/sources.list";
Dir::Etc::sourceparts "/dev/null";
Dir::State "{path}";
Dir::State::lists "{path}/lists";
Dir::State::status "{path}/status";
"#
            ),
        )?;
        let apt = Self { shell, folder };
        apt.get(&["update"])?;
        Ok(apt)
    }

    fn get(&self, arguments: &[&str]) -> anyhow::Result<()> {
        let configuration = self.folder.join("apt.conf");
        cmd!(
            self.shell,
            "apt-get --quiet=2 --config-file={configuration} {arguments...}"
        )
        .run()?;
        Ok(())
    }

    fn remove(self) -> anyhow::Result<()> {
        Ok(fs::remove_dir_all(self.folder)?)
    }
}

/// Where the machine has its own packages from; `X402_DEBIAN_MIRROR` names another place.
fn mirror(shell: &Shell) -> anyhow::Result<String> {
    if let Ok(mirror) = std::env::var("X402_DEBIAN_MIRROR") {
        return Ok(mirror);
    }
    ensure!(
        Path::new(KEYRING).exists(),
        "not a Debian machine: no {KEYRING}"
    );
    let format = "$(REPO_URI) $(COMPONENT)";
    let targets = cmd!(shell, "apt-get indextargets --format {format}")
        .quiet()
        .read()?;
    let is_archive = |uri: &&str| uri.trim_end_matches('/').ends_with("/debian");
    targets
        .lines()
        .filter_map(|line| line.strip_suffix(" main"))
        .find(is_archive)
        .map(str::to_owned)
        .context("no Debian archive in the machine's package sources: set X402_DEBIAN_MIRROR")
}

/// Unpacks every package that lies in the folder `packages`.
fn unpack(shell: &Shell, packages: &Path, into: &Path) -> anyhow::Result<()> {
    let files = shell.read_dir(packages)?;
    let is_package = |path: &&PathBuf| path.extension().is_some_and(|end| end == "deb");
    for package in files.iter().filter(is_package) {
        cmd!(shell, "dpkg-deb --extract {package} {into}")
            .quiet()
            .run()?;
    }
    Ok(())
}

/// Writes `bin/rustc` and `bin/cargo`, which run with the C library they were built for.
fn wrap(shell: &Shell, root: &Path) -> anyhow::Result<()> {
    let bin = root.join("bin");
    shell.create_dir(&bin)?;
    for name in ["cargo", "rustc"] {
        let script = bin.join(name);
        shell.write_file(&script, WRAPPER.replace("NAME", name))?;
        cmd!(shell, "chmod +x {script}").quiet().run()?;
    }
    Ok(())
}

const WRAPPER: &str = r#"#!/bin/sh
root=$(dirname "$(dirname "$(readlink -f "$0")")")
library=$(echo "$root"/usr/lib/*-linux-gnu)
exec "$library"/ld-linux-*.so.? --library-path "$library" "$root/usr/bin/NAME" "$@"
"#;

/// What the machine brings itself: a linker and the headers it links with.
const LINKER: &str = "\
Package: binutils
Status: install ok installed
Version: 99:1
Architecture: all
Maintainer: none
Description: none

Package: gcc
Status: install ok installed
Version: 99:1
Architecture: all
Maintainer: none
Description: none

Package: libc6-dev
Status: install ok installed
Version: 99:1
Architecture: all
Provides: libc-dev
Maintainer: none
Description: none
";

const KEYRING: &str = "/usr/share/keyrings/debian-archive-keyring.gpg";
