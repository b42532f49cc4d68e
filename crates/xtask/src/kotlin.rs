//! The Kotlin package, built by Maven.

pub(crate) mod bench;

use std::{fs, path::PathBuf};

use anyhow::Context as _;
use xshell::{Cmd, Shell};

use crate::run::{Unavailable, root};

/// The package, built.
pub(crate) struct Package {
    /// Where Maven puts everything.
    pub(crate) target: PathBuf,
    class_path: String,
    libraries: String,
}

impl Package {
    /// Has Maven do its work up to this phase; it fetches what it needs the first time.
    pub(crate) fn new(shell: &Shell, phase: &str) -> anyhow::Result<Self> {
        for program in ["mvn", "javac"] {
            shell
                .cmd(program)
                .arg("--version")
                .quiet()
                .ignore_stdout()
                .ignore_stderr()
                .run()
                .context(Unavailable("no Maven with a JDK of version 17 or newer"))?;
        }
        let folder = root().join("bindings/kotlin");
        {
            let _inside = shell.push_dir(&folder);
            shell
                .cmd("mvn")
                .args(["--batch-mode", "--quiet", "--strict-checksums", phase])
                // No compiler is left running.
                .arg("-Dkotlin.compiler.daemon=false")
                .env_remove(SEARCH)
                .run()?;
        }
        let target = folder.join("target");
        let libraries = fs::read_to_string(target.join("class-path"))?;
        let own = ["test-classes", "classes"].map(|name| target.join(name).display().to_string());
        Ok(Self {
            class_path: format!("{}:{libraries}", own.join(":")),
            libraries,
            target,
        })
    }

    /// The native library in the jar.
    pub(crate) fn library(&self) -> anyhow::Result<PathBuf> {
        let folders = fs::read_dir(self.target.join("native"))?;
        let folder = folders.last().context("no native library")??.path();
        let library = fs::read_dir(folder)?.last();
        Ok(library.context("no native library")??.path())
    }

    /// What an application has on its class path: the jar, and what it needs.
    pub(crate) fn as_shipped(&self) -> anyhow::Result<String> {
        let (jar, _) = self.jars()?;
        Ok(format!("{}:{}", jar.display(), self.libraries))
    }

    /// The jar, and the jar of the sources.
    pub(crate) fn jars(&self) -> anyhow::Result<(PathBuf, PathBuf)> {
        let (mut jar, mut sources) = (None, None);
        for entry in fs::read_dir(&self.target)? {
            let path = entry?.path();
            let name = path.to_string_lossy();
            if name.ends_with("-sources.jar") {
                sources = Some(path);
            } else if name.ends_with(".jar") {
                jar = Some(path);
            }
        }
        Ok((jar.context("no jar")?, sources.context("no sources")?))
    }

    /// A program of the package's, by the name of its class.
    pub(crate) fn program<'a>(&self, shell: &'a Shell, class: &str) -> Cmd<'a> {
        let java = shell.cmd("java").env_remove(SEARCH);
        java.args(["-cp", &self.class_path, class])
    }

    /// The same for another program to start.
    pub(crate) fn command_line(&self, class: &str) -> String {
        format!("env -u {SEARCH} java -cp {} {class}", self.class_path)
    }
}

/// Cargo's folders would win over the library in the jar.
const SEARCH: &str = "LD_LIBRARY_PATH";
