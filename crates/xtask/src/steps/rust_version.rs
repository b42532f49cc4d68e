//! Which Rust versions the packages that one of ours links promise to need.

use std::collections::{BTreeMap, BTreeSet};

use anyhow::{Context as _, ensure};
use serde_json::Value;
use xshell::Shell;

use crate::run::cargo;

/// None of the packages that are linked into a package, or built for it, promises to need a newer
/// Rust than this one; gives how many there are, and how many of them promise nothing.
pub(super) fn promised(
    shell: &Shell,
    package: &str,
    rust_version: &str,
) -> anyhow::Result<(usize, usize)> {
    let metadata = cargo(shell)
        .args(["metadata", "--locked", "--format-version", "1"])
        .quiet()
        .read()?;
    let metadata: Value = serde_json::from_str(&metadata)?;
    let list = |value: &Value, name: &str| -> Vec<Value> {
        let found = value.get(name).and_then(Value::as_array);
        found.cloned().unwrap_or_default()
    };
    let text = |value: &Value, name: &str| -> Option<String> {
        value.get(name)?.as_str().map(ToOwned::to_owned)
    };
    let by_id = |values: Vec<Value>| -> BTreeMap<String, Value> {
        let with_id = values
            .into_iter()
            .filter_map(|value| Some((text(&value, "id")?, value)));
        with_id.collect()
    };
    let packages = by_id(list(&metadata, "packages"));
    let resolve = metadata.get("resolve").unwrap_or(&Value::Null);
    let nodes = by_id(list(resolve, "nodes"));
    let (first, _) = packages
        .iter()
        .find(|(_, found)| text(found, "name").as_deref() == Some(package))
        .with_context(|| format!("no package {package}"))?;

    let (mut seen, mut left) = (BTreeSet::new(), vec![first.clone()]);
    while let Some(id) = left.pop() {
        let node = nodes
            .get(&id)
            .context("a package without its dependencies")?;
        for dependency in list(node, "deps") {
            let mut kinds = list(&dependency, "dep_kinds").into_iter();
            if kinds.any(|kind| text(&kind, "kind").as_deref() != Some("dev")) {
                left.extend(text(&dependency, "pkg"));
            }
        }
        left.retain(|id| !seen.contains(id));
        seen.insert(id);
    }
    let limit = parts(rust_version)?;
    let mut silent = 0;
    for id in &seen {
        let found = packages
            .get(id)
            .context("a dependency is not among the packages")?;
        let Some(needed) = text(found, "rust_version") else {
            silent += 1;
            continue;
        };
        let name = text(found, "name").unwrap_or_default();
        ensure!(
            parts(&needed)? <= limit,
            "{package} promises Rust {rust_version}, and {name} needs {needed}"
        );
    }
    Ok((seen.len(), silent))
}

/// Major, minor and patch; the last one may be missing.
fn parts(version: &str) -> anyhow::Result<Vec<u32>> {
    let parts = version
        .split('.')
        .map(str::parse)
        .collect::<Result<Vec<u32>, _>>();
    let mut parts = parts.with_context(|| format!("not a Rust version: {version}"))?;
    parts.resize(3, 0);
    Ok(parts)
}
