//! The paths that a Rust source names, from the root of its crate.

/// A path that a file names, and whether the file exports it again.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(super) struct Import {
    pub(super) path: Vec<String>,
    pub(super) is_exported: bool,
}

/// The paths that begin with `crate`, `self` or `super`, in `use` items and elsewhere.
///
/// `module` is the file's own path. Comments and the tests at the end of a file do not count.
pub(super) fn imports(text: &str, module: &[String]) -> Vec<Import> {
    let text = code(text);
    let text = text.split("#[cfg(test)]\nmod ").next().unwrap_or_default();
    let mut found = Vec::new();
    for start in ["crate::", "self::", "super::"] {
        for (at, _) in text.match_indices(start) {
            let before = text.get(..at).unwrap_or_default();
            // Not the middle of another path.
            if before.ends_with(|c: char| c.is_alphanumeric() || "_:".contains(c)) {
                continue;
            }
            let statement = before.rsplit([';', '}']).next().unwrap_or_default().trim();
            let is_exported = statement.ends_with("use") && statement.contains("pub");
            let Some(rest) = text.get(at..) else { continue };
            for path in tree(rest).0 {
                if let Some(path) = absolute(&path, module) {
                    found.push(Import { path, is_exported });
                }
            }
        }
    }
    found
}

/// The paths of a `use` tree such as `a::{b, c::d}`, and how much of the text it takes.
fn tree(text: &str) -> (Vec<Vec<String>>, usize) {
    let mut path = Vec::new();
    let mut at = 0;
    loop {
        let rest = text.get(at..).unwrap_or_default();
        if let Some(group) = rest.strip_prefix('{') {
            let (paths, taken) = branches(group);
            let with_stem = |branch: Vec<String>| [path.clone(), branch].concat();
            return (paths.into_iter().map(with_stem).collect(), at + 1 + taken);
        }
        let is_name = |c: char| c.is_alphanumeric() || c == '_';
        let end = rest.find(|c| !is_name(c)).unwrap_or(rest.len());
        let (name, after) = rest.split_at(end);
        if !name.is_empty() {
            path.push(name.to_owned());
        }
        at += end;
        if name.is_empty() || !after.starts_with("::") {
            return (vec![path], at);
        }
        at += "::".len();
    }
}

/// The paths of a group up to its closing brace, and how much of the text it takes.
fn branches(text: &str) -> (Vec<Vec<String>>, usize) {
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(rest) = text.get(at..).filter(|rest| !rest.is_empty()) {
        let blank = rest.len() - rest.trim_start_matches([' ', '\n', ',']).len();
        at += blank;
        let rest = rest.get(blank..).unwrap_or_default();
        if rest.starts_with('}') {
            return (found, at + 1);
        }
        let (paths, taken) = tree(rest);
        found.extend(paths);
        let after = rest.get(taken..).unwrap_or_default();
        // `as name`, or `*`.
        at += taken + after.find([',', '}']).unwrap_or(after.len());
    }
    (found, at)
}

/// The path from the root of the crate; none if it climbs above the root.
fn absolute(path: &[String], module: &[String]) -> Option<Vec<String>> {
    let (first, mut rest) = path.split_first()?;
    let mut base = match first.as_str() {
        "crate" => Vec::new(),
        "self" => module.to_vec(),
        _ => module.split_last()?.1.to_vec(),
    };
    while let Some(("super", after)) = rest.split_first().map(|(name, after)| (&**name, after)) {
        base.pop()?;
        rest = after;
    }
    let names = rest.iter().filter(|name| *name != "self");
    base.extend(names.cloned());
    Some(base)
}

/// The text without its line comments.
fn code(text: &str) -> String {
    let without = |line: &str| line.split("//").next().unwrap_or_default().to_owned() + "\n";
    text.lines().map(without).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_are_found_from_the_root() {
        for (text, expected) in [
            ("use crate::json::Json;", &["json::Json"][..]),
            (
                "use crate::{\n    amount::Amount,\n    evm::{Address, hex as h},\n    Error,\n};",
                &["amount::Amount", "evm::Address", "evm::hex", "Error"],
            ),
            ("use super::rule::Rule;", &["scheme::rule::Rule"]),
            ("use super::super::client::*;", &["client"]),
            ("pub use self::wire::Wire;", &["+scheme::exact::wire::Wire"]),
            ("pub(crate) use crate::a::{self, b};", &["+a", "+a::b"]),
            ("fn f(a: crate::verify::Verified) {}", &["verify::Verified"]),
            ("// use crate::a;\nuse core::fmt;", &[]),
            ("use mycrate::verify;", &[]),
            ("#[cfg(test)]\nmod tests {\n    use crate::a;\n}", &[]),
        ] {
            let module = ["scheme", "exact"].map(str::to_owned);
            let shown: Vec<String> = imports(text, &module)
                .iter()
                .map(|import| {
                    let mark = if import.is_exported { "+" } else { "" };
                    format!("{mark}{}", import.path.join("::"))
                })
                .collect();
            assert_eq!(shown, expected, "{text}");
        }
    }
}
