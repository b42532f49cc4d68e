//! The shape of the sources: no file depends on a file that depends on it, and what is added
//! often has a room of its own.

mod additions;
mod circles;
mod imports;
mod modules;

use std::collections::BTreeSet;

use anyhow::ensure;
use xshell::Shell;

use self::modules::Modules;
use crate::run::root;

/// Every crate of ours; the floors of the core are held by a test of its own.
const CRATES: [&str; 8] = [
    "crates/x402-secp256k1",
    "crates/x402-core",
    "crates/x402-conformance",
    "crates/x402-http",
    "crates/x402-cli",
    "crates/xtask",
    "bindings/python",
    "bindings/uniffi",
];

/// No circle in any crate, and room for a mechanism and an extension.
pub(crate) fn check(shell: &Shell) -> anyhow::Result<()> {
    let mut found = Vec::new();
    for name in CRATES {
        let modules = Modules::read(&root().join(name).join("src"))?;
        let imports = modules.imports();
        println!(
            "{name}: {} files, {} imports between them",
            modules.len(),
            imports.values().map(BTreeSet::len).sum::<usize>()
        );
        for circle in circles::find(&imports) {
            found.push(format!("{name}: {}", circle.join(" <-> ")));
        }
    }
    ensure!(
        found.is_empty(),
        "files that depend on each other: {}; move what both need below them",
        found.join("; ")
    );
    additions::check(shell)
}
