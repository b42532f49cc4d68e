//! The Kotlin package: its tests, its verdicts on the shared vectors, its size.

use std::fs;

use anyhow::{Context as _, ensure};
use xshell::{Shell, cmd};

use super::{clients, peers, python, verdicts};
use crate::{
    bench::median,
    devnet,
    kotlin::Package,
    peer::Peer,
    run::{cargo, root},
};

/// The most bytes of the library as it ships. It was 1.6 MB; the rules about the chain's state took
/// 0.26 MB, and the requests to nodes with the proof of a settlement another 0.25 MB.
/// A server's responses, kept by the payment's id, took 12 KB. The queries that show whether a
/// payment on Solana was made took 57 KB, with all that came beside them.
const SIZE: u64 = 2_300_000;

/// How long the package takes until it can be used, in multiples of what JNA takes alone; the
/// median of `LOADS` processes.
const LOAD: f64 = 1.6;
const LOADS: usize = 10;

/// Builds and tests the package, and puts it under the conformance suite.
pub(crate) fn check(shell: &Shell) -> anyhow::Result<()> {
    let package = Package::new(shell, "verify")?;
    size(&package)?;
    sealed(shell, &package)?;
    jars(shell, &package)?;
    load(shell, &package)?;
    let typed_data = package.program(shell, "x402core.TypedData").read()?;
    clients::check_typed_data(shell, &format!("{typed_data}\n"))?;
    conformance(shell, &package)?;
    devnet::hold(shell, package.program(shell, "x402core.devnet.RealToken"))?;
    pay(shell, &package)
}

fn size(package: &Package) -> anyhow::Result<()> {
    let size = fs::metadata(package.library()?)?.len();
    println!("the native library has {size} bytes of at most {SIZE}");
    ensure!(size <= SIZE, "the native library is too large");
    Ok(())
}

/// A class of another jar that puts itself into the package does not load.
fn sealed(shell: &Shell, package: &Package) -> anyhow::Result<()> {
    let source = root().join("bindings/kotlin/src/test/sealed/x402core/Intruder.java");
    let classes = package.target.join("intruder");
    let class_path = package.as_shipped()?;
    cmd!(shell, "javac -d {classes} -cp {class_path} {source}").run()?;
    let beside = format!("{class_path}:{}", classes.display());
    let output = cmd!(shell, "java -cp {beside} x402core.Intruder")
        .ignore_status()
        .output()?;
    let said = String::from_utf8_lossy(&output.stderr);
    ensure!(
        !output.status.success() && said.contains("sealing violation"),
        "expected a sealing violation, found: {said}"
    );
    Ok(())
}

/// The jar has the licences; the jar of the sources has the `KDoc`, also of generated code.
fn jars(shell: &Shell, package: &Package) -> anyhow::Result<()> {
    let (jar, sources) = package.jars()?;
    let licences =
        ["LICENSE-APACHE", "LICENSE-MIT", "NOTICE"].map(|name| format!("META-INF/{name}"));
    let written = ["JsonValue.kt", "x402core.kt"].map(|name| format!("x402core/{name}"));
    for (jar, files) in [(jar, &licences[..]), (sources, &written[..])] {
        let list = cmd!(shell, "jar tf {jar}").quiet().read()?;
        for file in files {
            ensure!(
                list.lines().any(|line| line == file),
                "{} has no {file}",
                jar.display()
            );
        }
    }
    Ok(())
}

/// Held to the processor's time: a machine that does something else besides is no slower package.
fn load(shell: &Shell, package: &Package) -> anyhow::Result<()> {
    let mut ratios = Vec::new();
    for _ in 0..LOADS {
        let said = package.program(shell, "x402core.measure.Load").quiet();
        let said = said.read()?;
        let (jna, own) = said.trim().split_once(' ').context("two times")?;
        let (jna, own): (f64, f64) = (jna.parse()?, own.parse()?);
        println!("JNA loads in {jna:.0} ms, the package after it in {own:.0} ms");
        ratios.push(own / jna);
    }
    let ratio = median(ratios).context("nothing was measured")?;
    println!("{ratio:.2} times of at most {LOAD}");
    ensure!(ratio <= LOAD, "the package loads too slowly");
    Ok(())
}

/// The package says the same under the suite as the core itself.
fn conformance(shell: &Shell, package: &Package) -> anyhow::Result<()> {
    cargo(shell)
        .args(["build", "--quiet", "--locked", "--package", "x402-cli"])
        .run()?;
    let command = root().join("target/debug/x402");
    let report = package.target.join("conformance.jsonl");
    let testee = package.command_line("x402core.testee.Testee");
    let jsonl = format!("jsonl={}", report.display());
    cmd!(
        shell,
        "{command} conformance run --testee {testee} --report {jsonl}"
    )
    .run()?;
    let found = cmd!(shell, "{command} conformance publish {report}")
        .quiet()
        .read()?;
    verdicts::are_the_cores(&found)
}

/// The example wallet pays the published TypeScript server, on EVM and on Solana.
fn pay(shell: &Shell, package: &Package) -> anyhow::Result<()> {
    let node = peers::typescript(shell)?;
    let (python, site) = python::installed(shell, "kotlin")?;
    let facilitator = Peer::facilitator(&python.program(), &site)?;
    let server = Peer::typescript(&node, &facilitator)?;
    let chain = Peer::solana_node(&python.program())?;
    for (path, network) in [("evm", "Base Sepolia"), ("solana", "Solana Devnet")] {
        let url = format!("{}/{path}", server.url);
        let said = package
            .program(shell, "x402core.examples.Main")
            .args([&url, &chain.url])
            .read()
            .with_context(|| format!("{url} was not paid"))?;
        println!("{said}");
        for expected in [
            format!("pay 0.01 USDC on {network} to "),
            "\npaid: ".to_owned(),
            r#"got {"report":"worth its price","served":1}"#.to_owned(),
        ] {
            ensure!(said.contains(&expected), "{path}: no `{expected}` in it");
        }
        ensure!(!said.contains("odd"), "{path}: the receipt is contradicted");
    }
    Ok(())
}
