//! `cargo xtask testees`: the published implementations under the suite.
//!
//! Each adapter of `spec-vectors/testees` is installed in the cache and run. What may be
//! published of its results is written to `spec-vectors/results`; everything, and one page to
//! look at, to `target/testees`.

mod install;
mod set;

use std::{
    fs,
    path::{Path, PathBuf},
    thread,
    time::{Duration, SystemTime, UNIX_EPOCH},
};

use anyhow::{Context as _, bail, ensure};
use xshell::{Shell, cmd};

use crate::{
    run::{Unavailable, cargo, root, shell},
    vectors,
};

const RESULTS: &str = "spec-vectors/results";

/// An implementation's adapter.
pub(crate) struct Testee {
    pub(crate) name: &'static str,
    /// Brings it along; answers the command that starts it.
    install: fn(&Shell) -> anyhow::Result<String>,
    clock: Clock,
}

/// Where an implementation takes the time from.
#[derive(PartialEq)]
enum Clock {
    /// From the request: the same results every time.
    Injected,
    /// From the machine: it needs vectors of this minute.
    System,
}

pub(crate) const ALL: &[Testee] = &[
    Testee {
        name: "x402-core",
        install: install::own,
        clock: Clock::Injected,
    },
    Testee {
        name: "typescript",
        install: install::typescript,
        clock: Clock::Injected,
    },
    Testee {
        name: "python",
        install: install::python,
        clock: Clock::Injected,
    },
    Testee {
        name: "go",
        install: install::go,
        clock: Clock::System,
    },
    Testee {
        name: "x402-rs",
        install: install::x402_rs,
        clock: Clock::System,
    },
    Testee {
        name: "r402",
        install: install::r402,
        clock: Clock::System,
    },
];

/// Runs the named adapters, or all, and writes their results.
pub(crate) fn run(names: &[String]) -> anyhow::Result<bool> {
    let shell = shell()?;
    let command = command(&shell)?;
    shell.create_dir(RESULTS)?;
    for testee in ALL {
        if names.is_empty() || names.iter().any(|name| name == testee.name) {
            let published = results(&shell, &command, testee)?;
            fs::write(root().join(file(testee)), published)?;
        }
    }
    let set_now = set::current()?;
    let files = ALL
        .iter()
        .map(|testee| (testee.name, root().join(file(testee))));
    let files = set::of(&set_now, files)?;
    let page = root().join("target/testees/matrix.html");
    let raw = ALL.iter().map(|testee| (testee.name, raw(testee.name)));
    let raw = set::of(&set_now, raw)?;
    cmd!(
        shell,
        "{command} conformance report {raw...} --format html --out {page}"
    )
    .run()?;
    let matrix = format!("{RESULTS}/MATRIX.md");
    cmd!(
        shell,
        "{command} conformance report {files...} --format markdown --out {matrix}"
    )
    .run()?;
    println!("{RESULTS} is written; to look at: {}", page.display());
    Ok(true)
}

/// What is published is what the adapters find that need no clock.
pub(crate) fn check(shell: &Shell) -> anyhow::Result<()> {
    let command = command(shell)?;
    for testee in ALL.iter().filter(|testee| testee.clock == Clock::Injected) {
        let found = results(shell, &command, testee)?;
        let published = fs::read_to_string(root().join(file(testee)))?;
        ensure!(
            found == published,
            "{} says something else: run `cargo xtask testees {}`",
            file(testee),
            testee.name
        );
    }
    Ok(())
}

/// Runs an adapter to its end; answers what may be published of the results.
fn results(shell: &Shell, command: &Path, testee: &Testee) -> anyhow::Result<String> {
    let name = testee.name;
    println!("\n{name}");
    let start =
        (testee.install)(shell).context(Unavailable("an implementation cannot be installed"))?;
    let raw = raw(name);
    shell.create_dir(raw.parent().unwrap_or(&raw))?;
    let report = format!("jsonl={}", raw.display());
    let mut run = cmd!(
        shell,
        "{command} conformance run --testee {start} --report {report}"
    );
    if testee.clock == Clock::System {
        let minted = mint(shell)?;
        run = run.args(["--vectors".into(), minted]);
    }
    // 1 says that something failed, which is for the results to tell.
    let status = run.ignore_status().output()?;
    let text = String::from_utf8_lossy(&status.stdout);
    let last = text.lines().last().unwrap_or_default();
    println!("{last}");
    match status.status.code() {
        Some(0 | 1) => {}
        _ => bail!("{name}: {}", String::from_utf8_lossy(&status.stderr)),
    }
    Ok(cmd!(shell, "{command} conformance publish {raw}")
        .quiet()
        .read()?
        + "\n")
}

/// The vectors, minted around the present moment.
fn mint(shell: &Shell) -> anyhow::Result<PathBuf> {
    let python = vectors::python(shell)?;
    let folder = root().join("target/testees/minted");
    shell.remove_path(&folder)?;
    let clock = || SystemTime::now().duration_since(UNIX_EPOCH);
    let moment = clock()? + MINTING;
    let now = moment.as_secs().to_string();
    cmd!(
        shell,
        "{python} spec-vectors/generate/generate.py --now {now} --out {folder}"
    )
    .quiet()
    .ignore_stdout()
    .run()?;
    // The windows open shortly before their moment.
    thread::sleep(moment.saturating_sub(clock()? + OPEN));
    Ok(folder)
}

/// How long it takes at most to write the vectors, on a machine that does other things too.
const MINTING: Duration = Duration::from_secs(180);

/// How long before their moment they can be asked.
const OPEN: Duration = Duration::from_secs(8);

fn command(shell: &Shell) -> anyhow::Result<PathBuf> {
    cargo(shell)
        .args(["build", "--quiet", "--locked", "--package", "x402-cli"])
        .run()?;
    Ok(root().join("target/debug/x402"))
}

fn raw(name: &str) -> PathBuf {
    root().join(format!("target/testees/{name}.jsonl"))
}

fn file(testee: &Testee) -> String {
    format!("{RESULTS}/{}.jsonl", testee.name)
}
