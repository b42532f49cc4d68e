//! Names in documentation: `max_per_payment`, which Rust has, is `maxPerPayment` in the others.

use std::collections::HashSet;

/// The source with the names of arguments and functions in its comments as its code has them.
///
/// Only what is in backticks, and only what the code names so: a rule or a member of JSON keeps
/// its name.
pub(crate) fn translate(source: &str) -> String {
    let code = source.lines().filter(|line| !is_comment(line));
    let names: HashSet<&str> = code.flat_map(|line| line.split(is_no_word)).collect();
    let lines = source.lines().map(|line| {
        if !is_comment(line) || !line.contains('`') {
            return line.to_owned();
        }
        let parts = line.split('`').enumerate();
        let parts = parts.map(|(index, part)| match index % 2 {
            0 => part.to_owned(),
            _ => words(&part.replace("::", "."), &names),
        });
        parts.collect::<Vec<_>>().join("`")
    });
    lines.map(|line| line + "\n").collect()
}

fn is_comment(line: &str) -> bool {
    let line = line.trim_start();
    ["*", "/*", "//"]
        .iter()
        .any(|start| line.starts_with(start))
}

fn is_no_word(c: char) -> bool {
    !c.is_ascii_alphanumeric() && c != '_'
}

/// The text with each of its words that is one of these names in Rust's spelling translated.
fn words(text: &str, names: &HashSet<&str>) -> String {
    let pieces = text.split_inclusive(is_no_word);
    pieces
        .map(|piece| {
            let word = piece.trim_end_matches(is_no_word);
            let camel = camel(word);
            if names.contains(&*camel) {
                piece.replacen(word, &camel, 1)
            } else {
                piece.to_owned()
            }
        })
        .collect()
}

fn camel(word: &str) -> String {
    let mut out = String::with_capacity(word.len());
    for (index, part) in word.split('_').enumerate() {
        let (first, rest) = part.split_at(part.len().min(1));
        if index == 0 {
            out += first;
        } else {
            out += &first.to_ascii_uppercase();
        }
        out += rest;
    }
    out
}
