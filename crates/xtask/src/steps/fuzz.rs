//! The fuzz targets: their bodies on stable, then for some seconds each under libFuzzer.

use anyhow::{Context as _, ensure};
use xshell::{Shell, cmd};

use crate::{
    python::Python,
    run::{Unavailable, cargo, shell},
};

/// How long each target looks in a check.
const SECONDS: u32 = 20;

/// Only what is called is compiled; the sanitizers need another compiler.
const BUILD: [&str; 5] = [
    "--strip-dead-code",
    "--sanitizer",
    "none",
    "--target-dir",
    "target/fuzz",
];

const MANIFEST: &str = "fuzz/Cargo.toml";

/// The bodies compile without a warning and hold on the corpus.
pub(crate) fn replay(shell: &Shell) -> anyhow::Result<()> {
    let of_bodies = [
        "--locked",
        "--manifest-path",
        MANIFEST,
        "--no-default-features",
    ];
    let target = ["--target-dir", "target"];
    cargo(shell)
        .arg("clippy")
        .args(of_bodies)
        .args(target)
        .args(["--all-targets", "--", "-D", "warnings"])
        .run()?;
    cargo(shell)
        .arg("test")
        .args(of_bodies)
        .args(target)
        .run()?;
    Ok(())
}

/// No target finds anything within the time of a check.
pub(crate) fn smoke(shell: &Shell) -> anyhow::Result<()> {
    look(shell, SECONDS)
}

/// No target finds anything within the time of the caller: `cargo xtask fuzz`.
pub(crate) fn long(seconds: u32) -> anyhow::Result<bool> {
    look(&shell()?, seconds).map(|()| true)
}

fn look(shell: &Shell, seconds: u32) -> anyhow::Result<()> {
    let tools = Python::tools(shell)?;
    let _active = tools.activate(shell)?;
    cmd!(shell, "c++ --version")
        .quiet()
        .ignore_stdout()
        .run()
        .context(Unavailable("no C++ compiler to build libFuzzer with"))?;
    let fuzz = |arguments: &[&str]| {
        cmd!(shell, "cargo fuzz {arguments...}")
            // The stable compiler has what libFuzzer needs, behind this.
            .env("RUSTC_BOOTSTRAP", "1")
    };
    let targets = fuzz(&["list"]).read()?;
    ensure!(!targets.is_empty(), "no fuzz target");
    fuzz(&["build"]).args(BUILD).run()?;
    for target in targets.lines() {
        // libFuzzer writes what it finds to the first folder: not to the one in the repository.
        let found = format!("target/fuzz/corpus/{target}");
        shell.create_dir(&found)?;
        let output = fuzz(&["run"])
            .args(BUILD)
            .args([target, &found, &format!("fuzz/corpus/{target}")])
            .args(["--", &format!("-max_total_time={seconds}"), "-max_len=4096"])
            .ignore_status()
            .output()?;
        // A line for each new input: only the last ones tell.
        let log = String::from_utf8_lossy(&output.stderr);
        let shown = if output.status.success() { 2 } else { 100 };
        let lines: Vec<_> = log.lines().filter(|line| !line.is_empty()).collect();
        let last = lines.len().saturating_sub(shown);
        println!("{}", lines.get(last..).unwrap_or_default().join("\n"));
        ensure!(output.status.success(), "{target} found something");
    }
    Ok(())
}
