//! Payments that the published clients make are accepted by the `x402` command.

use std::{
    fs,
    path::{Path, PathBuf},
};

use anyhow::{Context as _, ensure};
use serde_json::Value;
use xshell::{Shell, cmd};

use crate::{
    cache,
    python::Python,
    run::{Unavailable, cargo, root},
};

const CLIENTS: &str = "spec-vectors/generate/published_clients";

const INSIDE: &str = "generate/published_clients";

/// What each package prints: 7 payments of version 2 and 2 of version 1.
const PAYMENTS: usize = 9;

/// Pays with the published TypeScript and Python packages, and verifies what they send.
pub(crate) fn check(shell: &Shell) -> anyhow::Result<()> {
    cargo(shell)
        .args(["build", "--locked", "--package", "x402-cli"])
        .run()?;
    for lines in payments(shell)? {
        verify_all(shell, &lines)?;
    }
    let (_, inside) = typescript(shell)?;
    check_chain_texts(shell, &inside)
}

/// What the published TypeScript and Python packages pay, a payment a line.
pub(crate) fn payments(shell: &Shell) -> anyhow::Result<[String; 2]> {
    let folder = root().join(CLIENTS);
    let (node, inside) = typescript(shell)?;
    for file in ["pay.mjs", "offers.json"] {
        shell.copy_file(folder.join(file), inside.join(file))?;
    }
    let keys = root().join("spec-vectors/keys.json");
    shell.copy_file(keys, node.join("keys.json"))?;
    let script = inside.join("pay.mjs");
    let typescript = cmd!(shell, "node {script}").read()?;

    let requirements = folder.join("requirements.txt");
    let python = Python::new(shell, "clients-python", &requirements)
        .context(Unavailable("no Python with the Python SDK"))?
        .program();
    let script = folder.join("pay.py");
    let python = cmd!(shell, "{python} {script}").read()?;
    Ok([typescript, python])
}

/// What viem and `@solana/kit` agree on in the vectors about a chain's texts, at least.
const AGREED: [(&str, usize); 16] = [
    ("calldata", 250),
    ("settlement", 15),
    ("request", 20),
    ("result", 15),
    ("revert", 25),
    ("aggregate", 5),
    ("signing hash", 50),
    ("transaction", 50),
    ("hash", 50),
    ("signer", 50),
    ("transfer", 80),
    ("authorization", 60),
    ("Solana id", 30),
    ("co-signed", 30),
    ("message to co-sign", 14),
    ("co-signed transaction", 13),
];

/// Has viem and `@solana/kit` read what the generator wrote with other implementations.
fn check_chain_texts(shell: &Shell, inside: &Path) -> anyhow::Result<()> {
    let name = "chain_texts.mjs";
    let script = inside.join(name);
    shell.copy_file(root().join(CLIENTS).join(name), &script)?;
    let vectors = root().join("spec-vectors");
    let said = cmd!(shell, "node {script} {vectors}").read()?;
    println!("{said}");
    for (what, least) in AGREED {
        let counts = said.lines().filter_map(|line| {
            let (count, found) = line.split_once(' ')?;
            (found == what).then(|| count.parse::<usize>().ok())?
        });
        let count: usize = counts.sum();
        ensure!(
            count >= least,
            "viem and kit agree on {count} of {least}: {what}"
        );
    }
    Ok(())
}

/// Has viem, an EIP-712 implementation that wallets use, hash what signing requests ask to sign.
///
/// Each line is `{"digest", "typedData"}`: hexadecimal, and the argument of
/// `eth_signTypedData_v4` as text.
pub(crate) fn check_typed_data(shell: &Shell, lines: &str) -> anyhow::Result<()> {
    let (_, inside) = typescript(shell)?;
    let script = inside.join("typed_data.mjs");
    shell.copy_file(root().join("bindings/swift/peers/typed_data.mjs"), &script)?;
    let agreed = cmd!(shell, "node {script}").stdin(lines).read()?;
    ensure!(
        agreed.lines().count() == lines.lines().count() && !lines.is_empty(),
        "viem has hashed {} of {} requests",
        agreed.lines().count(),
        lines.lines().count()
    );
    println!("{agreed}");
    Ok(())
}

/// The folders of the TypeScript packages: the vectors' and, in it, the one for scripts.
///
/// The same folders as in the repository: a script reads what lies beside and above it.
fn typescript(shell: &Shell) -> anyhow::Result<(PathBuf, PathBuf)> {
    let folder = root().join(CLIENTS);
    let lock = fs::read_to_string(folder.join("package-lock.json"))?;
    let node = cache::keyed("clients-node", &lock, |draft| {
        let inside = draft.join(INSIDE);
        shell.create_dir(&inside)?;
        cache::npm_ci(shell, &folder, &inside)
    })
    .context(Unavailable(
        "no npm, or not the packages of the TypeScript SDK",
    ))?;
    let inside = node.join(INSIDE);
    Ok((node, inside))
}

/// Every line is a payment; every payment verifies under the strict policy.
fn verify_all(shell: &Shell, lines: &str) -> anyhow::Result<()> {
    let mut verified = 0;
    for line in lines.lines() {
        let payment: Value = serde_json::from_str(line)?;
        let text = |name: &str| {
            payment
                .get(name)
                .map(ToString::to_string)
                .unwrap_or_default()
        };
        let plain = |name: &str| text(name).trim_matches('"').to_owned();
        let (header, requirements, now) = (plain("header"), text("requirements"), plain("now"));
        let command = root().join(Path::new("target/debug/x402"));
        let verdict = cmd!(
            shell,
            "{command} verify --quiet --now {now} --requirements {requirements} {header}"
        )
        .quiet()
        .read()
        .with_context(|| format!("{} of {} is refused", plain("name"), plain("package")))?;
        let (package, version, name) = (plain("package"), plain("version"), plain("name"));
        println!("{package} {version}, {name}: {verdict}");
        verified += 1;
    }
    ensure!(
        verified == PAYMENTS,
        "{verified} payments instead of {PAYMENTS}"
    );
    Ok(())
}
