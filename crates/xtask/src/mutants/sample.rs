//! Which of many mutants the step of `cargo xtask test` tries.

use std::{
    collections::{BTreeMap, BTreeSet},
    fmt,
    hash::{DefaultHasher, Hash as _, Hasher as _},
};

use super::report::without_line;

/// How many kinds of mutants are tried at most: those of one name are one kind.
const MOST: usize = 4;

/// The mutants with the lowest hashes of their names without line numbers. A change of other
/// lines takes at most as many out of the sample as it adds mutants.
#[derive(Debug)]
pub(super) struct Sample {
    names: Vec<String>,
    of: usize,
}

impl Sample {
    pub(super) fn of(names: Vec<String>) -> Self {
        let of = names.len();
        let mut kinds: BTreeMap<u64, Vec<String>> = BTreeMap::new();
        for name in names {
            let mut hasher = DefaultHasher::new();
            without_line(&name).hash(&mut hasher);
            kinds.entry(hasher.finish()).or_default().push(name);
        }
        let names = kinds.into_values().take(MOST).flatten().collect();
        Self { names, of }
    }

    pub(super) fn is_empty(&self) -> bool {
        self.names.is_empty()
    }

    /// A diff with the lines of the sample alone: cargo-mutants does not hold the fields of
    /// statics against a regular expression.
    pub(super) fn diff(&self, text_of: impl Fn(&str) -> String) -> String {
        let mut lines: BTreeMap<&str, BTreeSet<usize>> = BTreeMap::new();
        for name in &self.names {
            let mut parts = name.splitn(3, ':');
            if let (Some(file), Some(Ok(line))) = (parts.next(), parts.next().map(str::parse)) {
                lines.entry(file).or_default().insert(line);
            }
        }
        let file = |(file, lines): (&str, BTreeSet<usize>)| {
            let text = text_of(file);
            let hunk = |line: usize| {
                let added = text.lines().nth(line - 1).unwrap_or_default();
                format!("@@ -{},0 +{line} @@\n+{added}\n", line - 1)
            };
            let hunks: String = lines.into_iter().map(hunk).collect();
            format!("--- a/{file}\n+++ b/{file}\n{hunks}")
        };
        lines.into_iter().map(file).collect()
    }

    /// The regular expression that finds the sample's names and no other.
    pub(super) fn pattern(&self) -> String {
        let names: Vec<String> = self.names.iter().map(|name| escaped(name)).collect();
        format!("^(?:{})$", names.join("|"))
    }
}

impl fmt::Display for Sample {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { names, of } = self;
        write!(f, "{} of {of} mutants in the changed lines", names.len())
    }
}

fn escaped(name: &str) -> String {
    let mut escaped = String::with_capacity(name.len());
    for character in name.chars() {
        if r"\.+*?()|[]{}^$#&-~".contains(character) {
            escaped.push('\\');
        }
        escaped.push(character);
    }
    escaped
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(count: usize) -> Vec<String> {
        let name = |n| format!("src/a.rs:{n}:5: replace rule_{n} -> Option<bool> with Some(true)");
        (0..count).map(name).collect()
    }

    #[test]
    fn one_mutant_more_takes_at_most_one_out_of_the_sample() {
        let before = Sample::of(names(500));
        let after = Sample::of(names(501));
        let gone = before
            .names
            .iter()
            .filter(|name| !after.names.contains(name));
        assert_eq!(before.names.len(), MOST);
        assert!(gone.count() <= 1);
    }

    #[test]
    fn where_a_mutant_is_does_not_matter() {
        let moved: Vec<String> = names(100)
            .iter()
            .map(|name| name.replacen(":5:", ":7:", 1))
            .collect();
        let kinds = |sample: Sample| -> Vec<String> {
            sample.names.iter().map(|name| without_line(name)).collect()
        };
        assert_eq!(kinds(Sample::of(names(100))), kinds(Sample::of(moved)));
    }

    #[test]
    fn the_diff_has_the_lines_of_the_sample() {
        let names = ["a.rs:3:1: x", "b.rs:1:1: y", "a.rs:2:9: z"].map(str::to_owned);
        let diff = Sample::of(names.to_vec()).diff(|file| format!("1 {file}\n2\n3\n"));
        let a = "--- a/a.rs\n+++ b/a.rs\n@@ -1,0 +2 @@\n+2\n@@ -2,0 +3 @@\n+3\n";
        let b = "--- a/b.rs\n+++ b/b.rs\n@@ -0,0 +1 @@\n+1 b.rs\n";
        assert_eq!(diff, format!("{a}{b}"));
    }

    #[test]
    fn the_pattern_means_the_names_as_they_are_written() {
        let name = "src/a.rs:1:2: replace a || b -> Vec<[u8; 2]> with vec![(1, 2)]";
        let pattern = Sample::of(vec![name.to_owned()]).pattern();
        assert_eq!(
            pattern,
            r"^(?:src/a\.rs:1:2: replace a \|\| b \-> Vec<\[u8; 2\]> with vec!\[\(1, 2\)\])$"
        );
    }
}
