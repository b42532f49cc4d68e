//! The Swift package: its tests, and its verdicts on the shared vectors.

use std::fs;

use anyhow::{Context as _, ensure};
use serde_json::Value;
use xshell::{Shell, cmd};

use super::{clients, peers, python, verdicts};
use crate::{
    devnet,
    peer::Peer,
    run::{cargo, root},
    swift::{Package, target},
};

/// Builds and tests the package, and puts it under the conformance suite.
pub(crate) fn check(shell: &Shell) -> anyhow::Result<()> {
    let package = Package::new(shell)?;
    let typed_data = target()?.join("typed-data.jsonl");
    shell.remove_path(&typed_data)?;
    package
        .command(shell, "test")
        .env("X402_TYPED_DATA", &typed_data)
        .run()?;
    clients::check_typed_data(shell, &fs::read_to_string(&typed_data)?)?;
    quick_start(shell, &package)?;
    dependent(shell, &package)?;
    documented(shell, &package)?;
    closed(shell, &package)?;
    conformance(shell, &package)?;
    let real_token = package.started(shell, &package.program("real-token"));
    devnet::hold(shell, real_token)?;
    pay(shell, &package)
}

/// The README's example does what the README says.
fn quick_start(shell: &Shell, package: &Package) -> anyhow::Result<()> {
    let read = |name: &str| fs::read_to_string(package.folder.join(name));
    let (readme, program) = (read("README.md")?, read("Sources/QuickStart/main.swift")?);
    let block = |language: &str| {
        let start = format!("```{language}\n");
        let (_, rest) = readme.split_once(&start)?;
        Some(rest.split_once("```")?.0)
    };
    ensure!(
        block("swift") == Some(&program),
        "the README's first Swift is not Sources/QuickStart/main.swift"
    );
    let project = fs::read_to_string(root().join("README.md"))?;
    ensure!(
        project.contains(&format!("```swift\n{program}```")),
        "the project's README shows another Swift program than the package's"
    );
    let printed = package
        .started(shell, &package.program("QuickStart"))
        .read()?;
    let promised = block("text").context("the README does not say what its example prints")?;
    ensure!(
        printed.trim_end() == promised.trim_end(),
        "the README's example prints `{printed}` instead of `{promised}`"
    );
    println!("{printed}");
    Ok(())
}

/// A package that depends on this one, as the README shows it, builds without a flag and pays.
fn dependent(shell: &Shell, package: &Package) -> anyhow::Result<()> {
    let folder = package.folder.join("Tests/Dependent");
    let mut texts = vec![fs::read_to_string(folder.join("Package.swift"))?];
    for file in shell.read_dir(folder.join("Sources/App"))? {
        texts.push(fs::read_to_string(file)?);
    }
    let readme = fs::read_to_string(package.folder.join("README.md"))?;
    let blocks: Vec<&str> = readme
        .split("```swift\n")
        .skip(2) // the quick start
        .filter_map(|rest| Some(rest.split_once("```")?.0))
        .collect();
    ensure!(
        blocks.len() > 2,
        "the README shows {} programs",
        blocks.len()
    );
    for block in blocks {
        let block = block.replace("../x402-core/bindings/swift", "../..");
        ensure!(
            texts.iter().any(|text| text.contains(&block)),
            "no file of {} has what the README shows: {block}",
            folder.display()
        );
    }
    let said = package.run_dependent(shell, &folder, "App").read()?;
    // Before it is what the build prints.
    ensure!(
        said.lines().last() == Some("PAYMENT-SIGNATURE pays 0.01 USDC"),
        "the package that depends on this one prints `{said}`"
    );
    Ok(())
}

/// Everything that the module offers says what it is.
fn documented(shell: &Shell, package: &Package) -> anyhow::Result<()> {
    let graph: Value = serde_json::from_str(&package.symbols(shell)?)?;
    let symbols = graph.get("symbols").and_then(Value::as_array);
    let symbols = symbols.context("no symbols in the symbol graph")?;
    let silent: Vec<String> = symbols
        .iter()
        .filter(|symbol| symbol.get("docComment").is_none())
        .filter_map(|symbol| symbol.get("pathComponents").map(ToString::to_string))
        .collect();
    rust_free(symbols)?;
    println!(
        "{} public symbols, {} without a comment",
        symbols.len(),
        silent.len()
    );
    ensure!(
        symbols.len() > 500,
        "the symbol graph lacks most of the module"
    );
    ensure!(silent.is_empty(), "not documented: {}", silent.join(", "));
    let page = package
        .folder
        .join("Sources/X402Core/X402Core.docc/X402Core.md");
    for name in fs::read_to_string(page)?.split("``").skip(3).step_by(2) {
        let known = symbols.iter().any(|symbol| {
            let path = symbol.get("pathComponents").and_then(Value::as_array);
            matches!(path.map(Vec::as_slice), Some([Value::String(only)]) if only == name)
        });
        ensure!(known, "the module's page names {name}, which is not public");
    }
    Ok(())
}

/// The comments have Swift's names, but for rules, members of JSON and the nodes' methods.
fn rust_free(symbols: &[Value]) -> anyhow::Result<()> {
    let lines = symbols
        .iter()
        .filter_map(|symbol| symbol.pointer("/docComment/lines")?.as_array())
        .flatten()
        .filter_map(|line| line.get("text")?.as_str());
    let is_kept = |quoted: &str| quoted.starts_with("eth_") || KEPT.contains(&quoted);
    let is_rust = |quoted: &str| quoted.contains("::") || quoted.contains('_') && !is_kept(quoted);
    let of_rust: Vec<&str> = lines
        .filter(|line| line.split('`').skip(1).step_by(2).any(is_rust))
        .collect();
    ensure!(
        of_rust.is_empty(),
        "comments have names of Rust's: {}",
        of_rust.join(" / ")
    );
    Ok(())
}

/// Names with an underscore that are the same in every language.
const KEPT: &[&str] = &[
    "DOMAIN_SEPARATOR",
    "latest_blockhash",
    "message_hash",
    "unexpected_verify_error",
    "worst_fee_lamports",
];

/// Nobody outside of the module makes a `Verified`: each of these programs is refused.
fn closed(shell: &Shell, package: &Package) -> anyhow::Result<()> {
    let folder = package.folder.join("Tests/Refused");
    let mut programs = shell.read_dir(&folder)?;
    programs.sort();
    ensure!(programs.len() > 1, "no programs in {}", folder.display());
    for program in programs {
        let text = fs::read_to_string(&program)?;
        let expected = text
            .lines()
            .next()
            .and_then(|line| line.strip_prefix("// "));
        let output = package
            .typecheck(shell, &program)
            .ignore_status()
            .output()?;
        let said = String::from_utf8_lossy(&output.stderr);
        let fits = match expected {
            None => output.status.success(),
            Some(error) => !output.status.success() && said.contains(error),
        };
        ensure!(
            fits,
            "{}: expected {expected:?}, the compiler says: {said}",
            program.display()
        );
    }
    Ok(())
}

/// The package says the same under the suite as the core itself.
fn conformance(shell: &Shell, package: &Package) -> anyhow::Result<()> {
    cargo(shell)
        .args(["build", "--quiet", "--locked", "--package", "x402-cli"])
        .run()?;
    let command = root().join("target/debug/x402");
    let report = target()?.join("conformance.jsonl");
    let (testee, jsonl) = (
        package.command_line(&package.program("x402-testee")),
        format!("jsonl={}", report.display()),
    );
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

/// The demonstration wallet pays the published TypeScript server, on EVM and on Solana.
fn pay(shell: &Shell, package: &Package) -> anyhow::Result<()> {
    let node = peers::typescript(shell)?;
    let (python, site) = python::installed(shell, "swift")?;
    let facilitator = Peer::facilitator(&python.program(), &site)?;
    let server = Peer::typescript(&node, &facilitator)?;
    let chain = Peer::solana_node(&python.program())?;
    for (path, network) in [("evm", "Base Sepolia"), ("solana", "Solana Devnet")] {
        let url = format!("{}/{path}", server.url);
        let said = package
            .started(shell, &package.program("wallet-demo"))
            .args([&url, &chain.url])
            .read()?;
        println!("{said}");
        for expected in [
            format!("offer: 0.01 USDC on {network}\n"),
            format!("pay 0.01 USDC on {network} to "),
            "\nsettled: ".to_owned(),
            r#"got {"report":"worth its price","served":1}"#.to_owned(),
        ] {
            ensure!(said.contains(&expected), "{path}: no `{expected}` in it");
        }
    }
    Ok(())
}
