//! What an addition to the core touches: a patch that adds one which does nothing is applied to
//! a copy of the sources, counted and compiled.

mod patch;

use std::{
    fs,
    path::{Path, PathBuf},
};

use anyhow::{Context as _, ensure};
use xshell::{Shell, cmd};

use self::patch::Patch;
use crate::run::{cargo, root};

/// An addition, and where it may be made.
struct Addition {
    name: &'static str,
    patch: &'static str,
    /// The folder or file that holds what is new.
    home: &'static str,
    /// The file that chooses between all additions of this kind; it may change as it needs to.
    dispatcher: &'static str,
    /// How many lines may be added in all other files together.
    lines_elsewhere: usize,
}

const ADDITIONS: [Addition; 2] = [
    Addition {
        name: "a mechanism",
        patch: "crates/xtask/src/shape/mechanism.patch",
        home: "crates/x402-core/src/scheme/idle",
        dispatcher: "crates/x402-core/src/scheme/mechanism.rs",
        lines_elsewhere: 4,
    },
    Addition {
        name: "an extension",
        patch: "crates/xtask/src/shape/extension.patch",
        home: "crates/x402-core/src/extension/idle.rs",
        dispatcher: "crates/x402-core/src/extension.rs",
        lines_elsewhere: 0,
    },
];

/// Each addition fits into its room and compiles.
pub(super) fn check(shell: &Shell) -> anyhow::Result<()> {
    for addition in &ADDITIONS {
        let text = fs::read_to_string(root().join(addition.patch))
            .with_context(|| format!("cannot read {}", addition.patch))?;
        let elsewhere = addition.lines_elsewhere(&Patch::parse(&text)?)?;
        let copy = copy(shell)?;
        apply(shell, &copy, addition)?;
        compile(shell, &copy, addition)?;
        println!(
            "{}: one room, its dispatcher, {elsewhere} lines elsewhere",
            addition.name
        );
    }
    Ok(())
}

impl Addition {
    /// The lines that it adds outside of its home and its dispatcher, if there are few.
    fn lines_elsewhere(&self, patch: &Patch) -> anyhow::Result<usize> {
        let Self { name, home, .. } = self;
        let mut elsewhere = 0;
        for file in &patch.files {
            if file.path.starts_with(home) {
                ensure!(file.removed == 0, "{name}: {} is not new", file.path);
            } else if file.path != self.dispatcher {
                ensure!(
                    file.removed == 0,
                    "{name}: a line of {} changes; make room for it first",
                    file.path
                );
                elsewhere += file.added;
            }
        }
        ensure!(
            patch.files.iter().any(|file| file.path.starts_with(home)),
            "{name}: the patch adds nothing in {home}"
        );
        ensure!(
            elsewhere <= self.lines_elsewhere,
            "{name}: {elsewhere} lines outside of {home} and {}, and at most {} are allowed; \
             move what they say into its room",
            self.dispatcher,
            self.lines_elsewhere
        );
        Ok(elsewhere)
    }
}

/// A copy of the workspace's Rust sources, as they are now.
fn copy(shell: &Shell) -> anyhow::Result<PathBuf> {
    let copy = root().join("target/shape");
    if copy.exists() {
        fs::remove_dir_all(&copy)?;
    }
    let files = cmd!(
        shell,
        "git ls-files --cached --others --exclude-standard -- Cargo.toml Cargo.lock crates bindings"
    )
    .quiet()
    .read()?;
    for file in files.lines().filter(|file| is_built(file)) {
        let target = copy.join(file);
        fs::create_dir_all(target.parent().unwrap_or(&copy))?;
        fs::copy(root().join(file), target).with_context(|| format!("cannot copy {file}"))?;
    }
    Ok(copy)
}

/// Whether Cargo reads the file to build a library or to load the workspace.
fn is_built(file: &str) -> bool {
    let path = Path::new(file);
    let is_source = path.extension().is_some_and(|extension| {
        ["rs", "toml", "lock"]
            .iter()
            .any(|built| extension == *built)
    });
    is_source && root().join(file).is_file()
}

fn apply(shell: &Shell, copy: &Path, addition: &Addition) -> anyhow::Result<()> {
    let patch = root().join(addition.patch);
    let _copy = shell.push_dir(copy);
    // The copy is not the repository around it.
    let _ceiling = shell.push_env("GIT_CEILING_DIRECTORIES", root().join("target"));
    cmd!(shell, "git apply -C1 {patch}").quiet().run().with_context(|| {
        format!(
            "{} no longer applies: make the same change to the sources, and write it there with \
             `git diff -U1`",
            addition.patch
        )
    })
}

fn compile(shell: &Shell, copy: &Path, addition: &Addition) -> anyhow::Result<()> {
    let output = cargo(shell)
        .args([
            "check",
            "--quiet",
            "--locked",
            "--package",
            "x402-core",
            "--lib",
        ])
        .arg("--manifest-path")
        .arg(copy.join("Cargo.toml"))
        .arg("--target-dir")
        .arg(root().join("target"))
        .quiet()
        .ignore_status()
        .output()?;
    let messages = String::from_utf8_lossy(&output.stderr);
    // A quiet cargo writes warnings and errors, and nothing else.
    ensure!(
        output.status.success() && messages.trim().is_empty(),
        "{} does not compile without a warning:\n{messages}",
        addition.name
    );
    Ok(())
}
