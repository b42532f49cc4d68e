//! Which results are of the vectors that there are now.

use std::{fs, path::PathBuf};

use anyhow::Context as _;
use serde_json::Value;

use crate::run::root;

/// The set of the vectors that there are now.
pub(super) fn current() -> anyhow::Result<String> {
    let file = root().join("spec-vectors/MANIFEST.json");
    let text = fs::read_to_string(&file).with_context(|| file.display().to_string())?;
    set(&text).with_context(|| format!("{} names no set", file.display()))
}

/// The files that are there and of this set; of each other one it is printed why it is left out.
///
/// A report compares answers to the same vectors: it refuses results of another set.
pub(super) fn of(
    set_now: &str,
    files: impl IntoIterator<Item = (&'static str, PathBuf)>,
) -> anyhow::Result<Vec<PathBuf>> {
    let mut found = Vec::new();
    for (name, file) in files {
        if !file.exists() {
            continue;
        }
        let text = fs::read_to_string(&file).with_context(|| file.display().to_string())?;
        match left_out(name, &text, set_now) {
            Some(reason) => println!("{reason}"),
            None => found.push(file),
        }
    }
    Ok(found)
}

/// Why these results are not in a report on this set.
fn left_out(name: &str, results: &str, set_now: &str) -> Option<String> {
    let its = results.lines().next().and_then(set)?;
    (its != set_now).then(|| {
        format!(
            "{name} is left out: its results are of set {its}, and the vectors are set {set_now}; \
             run `cargo xtask testees {name}`"
        )
    })
}

/// The member `set` of a JSON object.
fn set(json: &str) -> Option<String> {
    let value: Value = serde_json::from_str(json).ok()?;
    Some(value.get("set")?.as_str()?.to_owned())
}

#[cfg(test)]
mod tests {
    use super::left_out;

    #[test]
    fn results_of_an_older_set_are_named_and_left_out() {
        let results = "{\"set\":\"2026.11.0\",\"testee\":{}}\n{\"id\":\"json/a\"}\n";
        let reason = left_out("r402", results, "2026.12.1").unwrap_or_default();
        assert_eq!(
            reason,
            "r402 is left out: its results are of set 2026.11.0, and the vectors are set \
             2026.12.1; run `cargo xtask testees r402`"
        );
        assert_eq!(left_out("r402", results, "2026.11.0"), None);
        // What is not a result is the report's to refuse.
        assert_eq!(left_out("r402", "not JSON", "2026.12.1"), None);
    }
}
