//! One self-contained page: the matrix, and from each cell down to the vectors behind it.
//!
//! The matrix is written here and needs no script; lists and vectors are drawn by the page's own
//! script from JSON inside the page. The page loads nothing, and its policy forbids every script
//! and style but the two that it names by their digests.

mod data;
mod matrix;
mod raw;

use std::fmt;

use base64::{Engine, prelude::BASE64_STANDARD};
use sha2::{Digest, Sha256};

use super::table::Table;

pub(super) fn render(table: &Table<'_>) -> String {
    let script = [DOM, JSON, LIST, VECTOR, ROUTE].concat();
    let policy = format!(
        "default-src 'none'; script-src '{}'; style-src '{}'; img-src data:; base-uri 'none'; \
         form-action 'none'",
        digest(&script),
        digest(STYLE)
    );
    fill(
        PAGE,
        &[
            ("policy", &policy),
            ("style", STYLE),
            ("title", &Text(&title(table)).to_string()),
            ("set", &Text(&set(table)).to_string()),
            ("matrix", &matrix::render(table)),
            ("legend", &matrix::legend(table)),
            ("data", &data::render(table)),
            ("script", &script),
        ],
    )
}

/// Who was asked, and how much.
fn title(table: &Table<'_>) -> String {
    let vectors = table.suite.manifest.totals.vectors;
    match table.results {
        [one] => format!(
            "{} {}, {vectors} vectors",
            one.header.testee.name, one.header.testee.version
        ),
        several => format!("{} implementations, {vectors} vectors", several.len()),
    }
}

/// Which vectors, and by which revisions they were judged.
fn set(table: &Table<'_>) -> String {
    let manifest = &table.suite.manifest;
    let judged = manifest.specs.iter().filter(|(name, _)| {
        let mut used = table.results.iter();
        used.any(|results| results.header.spec == **name)
    });
    let judged: Vec<_> = judged
        .map(|(name, revision)| format!("{name}, {}", revision.title))
        .collect();
    format!("Set {}, judged by {}.", manifest.set, judged.join("; "))
}

/// The source of a script or style in a content security policy.
fn digest(text: &str) -> String {
    format!("sha256-{}", BASE64_STANDARD.encode(Sha256::digest(text)))
}

/// Puts each part where the page names it, in one pass: a part that looks like a place is none.
fn fill(page: &str, parts: &[(&str, &str)]) -> String {
    let mut filled = String::new();
    let mut rest = page;
    while let Some((before, after)) = rest.split_once("{{") {
        let (name, after) = after.split_once("}}").unwrap_or(("", after));
        let part = parts.iter().find(|(part, _)| *part == name);
        debug_assert!(part.is_some(), "the page names {name}");
        filled.push_str(before);
        filled.push_str(part.map_or("", |(_, text)| text));
        rest = after;
    }
    filled + rest
}

/// Text in HTML, between tags or in double quotes.
struct Text<'a>(&'a str);

impl fmt::Display for Text<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for character in self.0.chars() {
            match character {
                '&' => f.write_str("&amp;")?,
                '<' => f.write_str("&lt;")?,
                '>' => f.write_str("&gt;")?,
                '"' => f.write_str("&quot;")?,
                '\0' => f.write_str("\u{fffd}")?,
                _ => write!(f, "{character}")?,
            }
        }
        Ok(())
    }
}

const PAGE: &str = include_str!("html/page.html");
const STYLE: &str = include_str!("html/style.css");
const DOM: &str = include_str!("html/dom.js");
const JSON: &str = include_str!("html/json.js");
const LIST: &str = include_str!("html/list.js");
const VECTOR: &str = include_str!("html/vector.js");
const ROUTE: &str = include_str!("html/route.js");
