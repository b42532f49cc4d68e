//! `cargo xtask mutants`: would the vectors notice if the core's rules were wrong?
//!
//! cargo-mutants changes one expression of `scheme` and `verify` after another; the vectors are
//! the only tests. A full run takes an hour or two and writes the report; the step of
//! `cargo xtask test` mutates only lines that changed since, and of many only some: always the
//! same ones, so that a change elsewhere does not bring up others.

mod report;
mod sample;

use std::{fs, path::PathBuf};

use anyhow::{Context as _, ensure};
use serde_json::Value;
use xshell::{Cmd, Shell, cmd};

use self::{report::Report, sample::Sample};
use crate::{
    cache,
    run::{root, shell},
};

const VERSION: &str = "27.1.0";

/// The code whose mutants count: what it decides, vectors can see.
const MUTATED: [&str; 4] = [
    "crates/x402-core/src/chain/chain_check.rs",
    "crates/x402-core/src/scheme",
    "crates/x402-core/src/verify",
    "crates/x402-core/src/verify.rs",
];

const OPTIMISED: &str = "--config=profile.dev.package.\"*\".opt-level=2";

/// Everything that a mutant of these lines may change the meaning of.
const CORE: &str = "crates/x402-core/src";

/// Runs every mutant and writes the report; true if the vectors are strong enough.
pub(crate) fn full() -> anyhow::Result<bool> {
    let shell = shell()?;
    // What no mutant touches is compiled once, and runs often.
    let outcomes = run(&shell, &["--cargo-arg", OPTIMISED])?;
    let report = Report::of(&outcomes, &tree(&shell)?, &Report::read()?)?;
    report.write()?;
    println!("{report}");
    let problems = report.problems();
    for problem in &problems {
        println!("{problem}");
    }
    Ok(problems.is_empty())
}

/// Runs the mutants of the lines that changed since the report.
pub(crate) fn changed(shell: &Shell) -> anyhow::Result<()> {
    let report = Report::read()?;
    let problems = report.problems();
    ensure!(problems.is_empty(), "the report: {}", problems.join("; "));
    let (before, now) = (report.tree(), tree(shell)?);
    let folders = MUTATED.map(|path| path.trim_start_matches(CORE).trim_start_matches('/'));
    // Of trees, not of commits: a tree is the same after a rebase.
    let diff = cmd!(
        shell,
        "git diff --src-prefix=a/{CORE}/ --dst-prefix=b/{CORE}/ {before} {now} -- {folders...}"
    )
    .quiet()
    .read()
    .context("the report's state of the core is not in the history: run `cargo xtask mutants`")?;
    if diff.is_empty() {
        println!("no line changed since the report: {report}");
        return Ok(());
    }
    let file = root().join("target/mutants.diff");
    fs::write(&file, format!("{diff}\n"))?;
    let path = file.to_string_lossy();
    let sample = Sample::of(list(shell, &path)?);
    if sample.is_empty() {
        println!("no mutant in the lines that changed since the report: {report}");
        return Ok(());
    }
    println!("{sample}");
    let text_of = |path: &str| fs::read_to_string(root().join(path)).unwrap_or_default();
    fs::write(&file, sample.diff(text_of))?;
    let outcomes = run(shell, &["--in-diff", &path, "--re", &sample.pattern()])?;
    let found = Report::of(&outcomes, &now, &report)?;
    let missed: Vec<&str> = found.unexplained().collect();
    ensure!(
        missed.is_empty(),
        "no vector notices {}; write one, or explain it in the report",
        missed.join(", ")
    );
    println!("of the changed lines: {found}");
    Ok(())
}

/// The state of the core that is committed.
fn tree(shell: &Shell) -> anyhow::Result<String> {
    Ok(cmd!(shell, "git rev-parse HEAD:{CORE}").quiet().read()?)
}

/// The names of the mutants in the lines of a diff.
fn list(shell: &Shell, diff: &str) -> anyhow::Result<Vec<String>> {
    let listed = mutants(shell)?.args(["--list", "--in-diff", diff]).read()?;
    let names = listed.lines().filter(|name| !report::is_text(name));
    Ok(names.map(str::to_owned).collect())
}

/// `cargo mutants` on what the core decides.
fn mutants(shell: &Shell) -> anyhow::Result<Cmd<'_>> {
    let program = cache::program(shell, "cargo-mutants", VERSION)?;
    let files = MUTATED.iter().map(|path| match path.strip_suffix(".rs") {
        Some(_) => format!("--file={path}"),
        None => format!("--file={path}/**"),
    });
    Ok(cmd!(
        shell,
        "{program} mutants --package x402-core --test-package x402-conformance {files...}"
    ))
}

/// What cargo-mutants found.
fn run(shell: &Shell, more: &[&str]) -> anyhow::Result<Value> {
    let folder: PathBuf = root().join("target/mutants");
    // The status says whether one was missed; the outcomes say which.
    mutants(shell)?
        .args(["--baseline=skip", "--timeout=60", "--cap-lints=true"])
        // Only what is needed is built.
        .args(["--cargo-arg=--test=vectors", "--cargo-arg=--test=codes"])
        .env("CARGO_PROFILE_DEV_DEBUG", "0")
        // A mutant changes one expression of a package that takes long.
        .env("CARGO_INCREMENTAL", "1")
        .arg("--output")
        .arg(&folder)
        .args(more)
        .ignore_status()
        .run()?;
    let file = folder.join("mutants.out/outcomes.json");
    let text = fs::read_to_string(&file).with_context(|| format!("no {}", file.display()))?;
    Ok(serde_json::from_str(&text)?)
}
