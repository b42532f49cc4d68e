//! A package's results on the shared vectors, held against the core's.

use std::fs;

use anyhow::ensure;
use serde::Deserialize;

use crate::run::root;

/// The groups of the operations that the packages for Kotlin and Swift do not have: no phone holds a
/// key that pays for gas, or lists what it has settled.
const OF_THE_CORE: [&str; 3] = [
    "transaction.eip1559",
    "transaction.solana",
    "extension.bazaar",
];

/// Published results are the core's, but for the groups that the core alone answers: all of these
/// are unsupported.
pub(super) fn are_the_cores(found: &str) -> anyhow::Result<()> {
    let core = fs::read_to_string(root().join("spec-vectors/results/x402-core.jsonl"))?;
    let (mut others, mut unsupported) = (Vec::new(), 0);
    // The first line says who answered.
    for line in found.lines().skip(1) {
        let record: Record = serde_json::from_str(line)?;
        if record.outcome == "unsupported" && OF_THE_CORE.contains(&&*record.group) {
            unsupported += 1;
        } else {
            others.push(line);
        }
    }
    ensure!(
        core.lines().skip(1).eq(others),
        "the core's results are others: {found}"
    );
    let expected = vectors()?;
    ensure!(
        unsupported == expected,
        "expected {expected} vectors that the core alone answers, found {unsupported}"
    );
    for page in PAGES {
        let text = fs::read_to_string(root().join(page))?;
        let stated = format!("{expected} vectors");
        ensure!(text.contains(&stated), "{page} does not state `{stated}`");
    }
    Ok(())
}

/// The pages that state how many vectors the packages leave out, and why.
const PAGES: [&str; 3] = [
    "bindings/kotlin/README.md",
    "bindings/swift/README.md",
    "spec-vectors/results/README.md",
];

/// How many vectors the core alone answers.
fn vectors() -> anyhow::Result<usize> {
    let manifest = fs::read_to_string(root().join("spec-vectors/MANIFEST.json"))?;
    let manifest: Manifest = serde_json::from_str(&manifest)?;
    let files = manifest.files.iter();
    let groups = files.filter(|file| OF_THE_CORE.contains(&file.group.as_deref().unwrap_or("")));
    Ok(groups.filter_map(|file| file.vectors).sum())
}

#[derive(Deserialize)]
struct Record {
    group: String,
    outcome: String,
}

#[derive(Deserialize)]
struct Manifest {
    files: Vec<File>,
}

#[derive(Deserialize)]
struct File {
    group: Option<String>,
    vectors: Option<usize>,
}
