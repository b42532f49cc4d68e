//! How each implementation comes along: into the cache, in the version that its lock file says.

use std::{fs, path::Path};

use anyhow::Context as _;
use xshell::{Shell, cmd};

use crate::{
    cache,
    python::Python,
    run::{cargo, root},
};

const TESTEES: &str = "spec-vectors/testees";

#[expect(clippy::unnecessary_wraps, reason = "one signature for all")]
pub(super) fn own(_: &Shell) -> anyhow::Result<String> {
    Ok(format!(
        "{} testee",
        root().join("target/debug/x402").display()
    ))
}

pub(super) fn typescript(shell: &Shell) -> anyhow::Result<String> {
    let folder = root().join(TESTEES).join("typescript");
    let node = cache::npm(shell, "testee-typescript", &folder)?;
    // The packages are looked for beside the program.
    for file in ["testee.mjs", "chain.mjs", "extensions.mjs"] {
        shell.copy_file(folder.join(file), node.join(file))?;
    }
    Ok(format!("node {}", node.join("testee.mjs").display()))
}

pub(super) fn python(shell: &Shell) -> anyhow::Result<String> {
    let folder = root().join(TESTEES).join("python");
    let python = Python::new(shell, "testee-python", &folder.join("requirements.txt"))?;
    let program = folder.join("testee.py");
    let python = python.program();
    Ok(format!("{} {}", python.display(), program.display()))
}

/// The folder of the module's sources, where no module proxy serves them.
const GO_SOURCES: &str = "X402_GO_SOURCES";

pub(super) fn go(shell: &Shell) -> anyhow::Result<String> {
    let folder = root().join(TESTEES).join("go");
    let program = root().join("target/testees/go-testee");
    let mut build = cmd!(shell, "go build -mod=readonly -o {program} .");
    if let Some(sources) = std::env::var_os(GO_SOURCES) {
        let work = root().join("target/testees/go.work");
        let text = format!(
            "go 1.24.0\n\nuse {}\n\nreplace github.com/x402-foundation/x402/go => {}\n",
            folder.display(),
            Path::new(&sources).display(),
        );
        fs::write(&work, text)?;
        build = build.env("GOWORK", work);
    }
    let _inside = shell.push_dir(folder);
    build.run().with_context(|| {
        format!(
            "the module cannot be built; where no proxy serves it, set {GO_SOURCES} to its sources"
        )
    })?;
    Ok(program.display().to_string())
}

pub(super) fn x402_rs(shell: &Shell) -> anyhow::Result<String> {
    rust(shell, "x402-rs")
}

pub(super) fn r402(shell: &Shell) -> anyhow::Result<String> {
    rust(shell, "r402")
}

/// A Rust program of its own workspace, built once in the cache and then as its sources change.
fn rust(shell: &Shell, name: &str) -> anyhow::Result<String> {
    let folder = root().join(TESTEES).join(name);
    let manifest = folder.join("Cargo.toml");
    let target = cache::folder(&format!("testee-{name}"), |_: &Path| Ok(()))?;
    cargo(shell)
        .args(["build", "--quiet", "--locked", "--manifest-path"])
        .arg(&manifest)
        .arg("--target-dir")
        .arg(&target)
        .run()
        .with_context(|| format!("{name} does not compile"))?;
    let program = target.join("debug").join(format!("x402-testee-{name}"));
    Ok(program.display().to_string())
}
