//! The paths that a path may be taken for.
//!
//! A paywall and the application behind it must not read one path in two ways: what one of them
//! calls free, the other may serve as paid content. So a path is read in every way that a lenient
//! reader may read it.

use alloc::{borrow::ToOwned as _, collections::BTreeSet, string::String, vec::Vec};

use unicode_normalization::UnicodeNormalization as _;

use super::{LONGEST_PATH, outcome::RouteRefusalReason};

/// How often a path may be encoded over.
const PASSES: usize = 5;

/// The paths that this one may be taken for, itself included; at most 256.
///
/// # Errors
///
/// The path is too long, has a control character, or is encoded too often.
pub(super) fn readings(path: &str) -> Result<BTreeSet<String>, RouteRefusalReason> {
    if is_longer(path, LONGEST_PATH) {
        return Err(RouteRefusalReason::PathTooLong);
    }
    check_decoded(path)?;
    let mut found = BTreeSet::from([path.to_owned()]);
    for step in STEPS {
        let changed: Vec<String> = found.iter().filter_map(|path| step(path)).collect();
        // A reading may have one slash more, but normalizing can make one character eighteen.
        if changed.iter().any(|path| is_longer(path, LONGEST_PATH + 1)) {
            return Err(RouteRefusalReason::PathTooLong);
        }
        found.extend(changed);
    }
    Ok(found)
}

/// The path without the difference between upper and lower case.
pub(super) fn lower(path: &str) -> String {
    path.chars().flat_map(char::to_lowercase).collect()
}

fn is_longer(path: &str, length: usize) -> bool {
    path.len() > length && path.chars().count() > length
}

/// Decodes until nothing changes.
fn check_decoded(path: &str) -> Result<(), RouteRefusalReason> {
    let mut decoded = path.to_owned();
    for _ in 0..=PASSES {
        if decoded.chars().any(is_control) {
            return Err(RouteRefusalReason::ControlCharacter);
        }
        match unquote(&decoded) {
            Some(next) => decoded = next,
            None => return Ok(()),
        }
    }
    Err(RouteRefusalReason::EncodedTooOften)
}

/// C0, DEL, C1 and the separators of lines and paragraphs.
fn is_control(c: char) -> bool {
    c.is_control() || matches!(c, '\u{2028}' | '\u{2029}')
}

/// What readers do, in their order; each reader does some of it. `None` where nothing changes.
const STEPS: [fn(&str) -> Option<String>; 8] = [
    without_origin,
    decode,
    normalize,
    cut,
    strip_parameters,
    root,
    merge_slashes,
    resolve_dots,
];

/// `http://shop.example/x` is `/x`.
fn without_origin(path: &str) -> Option<String> {
    if path.starts_with('/') {
        return None;
    }
    let mut rest = path.trim_start_matches(' ');
    if let Some((scheme, after)) = rest.split_once(':') {
        let begins = scheme.starts_with(|c: char| c.is_ascii_alphabetic());
        let is_scheme = |c: char| c.is_ascii_alphanumeric() || matches!(c, '+' | '-' | '.');
        if begins && scheme.chars().all(is_scheme) {
            rest = after;
        }
    }
    if let Some(after) = rest.strip_prefix("//") {
        let end = after.find(['/', '?', '#']);
        rest = end.and_then(|end| after.get(end..)).unwrap_or_default();
    }
    let end = rest.find(['?', '#']);
    let rest = end.and_then(|end| rest.get(..end)).unwrap_or(rest);
    changed(path, if rest.is_empty() { "/" } else { rest }.to_owned())
}

/// Decodes until nothing changes, which was checked to end.
fn decode(path: &str) -> Option<String> {
    let mut decoded = unquote(path)?;
    for _ in 1..PASSES {
        match unquote(&decoded) {
            Some(next) => decoded = next,
            None => break,
        }
    }
    Some(decoded)
}

/// Percent-decoded once; what is not UTF-8 is replaced, as Python's `unquote` does.
fn unquote(path: &str) -> Option<String> {
    if !path.contains('%') {
        return None;
    }
    let digit = |c: Option<&u8>| char::from(*c?).to_digit(16);
    let mut decoded = Vec::with_capacity(path.len());
    let mut rest = path.as_bytes();
    while let Some((first, after)) = rest.split_first() {
        rest = after;
        let escaped = digit(after.first()).zip(digit(after.get(1)));
        match escaped.and_then(|(high, low)| u8::try_from(high * 16 + low).ok()) {
            Some(byte) if *first == b'%' => {
                decoded.push(byte);
                rest = after.get(2..).unwrap_or_default();
            }
            _ => decoded.push(*first),
        }
    }
    changed(path, String::from_utf8_lossy(&decoded).into_owned())
}

/// Unicode's compatibility form, without spaces. Other characters that do not print were refused.
fn normalize(path: &str) -> Option<String> {
    if path.bytes().all(|byte| byte.is_ascii_graphic()) {
        return None;
    }
    let kept = path.nfkc().filter(|c| !matches!(c, ' ' | '\u{a0}'));
    changed(path, kept.collect())
}

fn cut(path: &str) -> Option<String> {
    let end = path.find(['?', '#'])?;
    path.get(..end).map(str::to_owned)
}

/// `/a;v=1/b` is `/a/b`.
fn strip_parameters(path: &str) -> Option<String> {
    if !path.contains(';') {
        return None;
    }
    let mut kept = String::with_capacity(path.len());
    let mut inside = false;
    for c in path.chars() {
        inside = match c {
            '/' | '\\' => false,
            ';' => true,
            _ => inside,
        };
        if !inside {
            kept.push(c);
        }
    }
    Some(kept)
}

/// One slash at the beginning.
fn root(path: &str) -> Option<String> {
    if path.starts_with('/') && !path.starts_with("//") {
        return None;
    }
    let mut rooted = String::from("/");
    rooted.push_str(path.trim_start_matches('/'));
    changed(path, rooted)
}

fn merge_slashes(path: &str) -> Option<String> {
    let mut merged = String::with_capacity(path.len());
    for c in path.chars() {
        let c = if c == '\\' { '/' } else { c };
        if c != '/' || !merged.ends_with('/') {
            merged.push(c);
        }
    }
    changed(path, merged)
}

fn resolve_dots(path: &str) -> Option<String> {
    let mut kept = Vec::new();
    for segment in path.split('/') {
        match segment {
            ".." => {
                kept.pop();
            }
            "." => {}
            segment => kept.push(segment),
        }
    }
    let mut resolved = String::from("/");
    resolved.push_str(kept.join("/").trim_start_matches('/'));
    changed(path, resolved)
}

fn changed(from: &str, to: String) -> Option<String> {
    (from != to).then_some(to)
}

#[cfg(test)]
mod tests {
    use alloc::format;

    use super::*;

    #[test]
    fn known_answers() {
        for (path, expected) in [
            ("/weather", &["/weather"][..]),
            ("", &["", "/"]),
            ("x", &["/x", "x"]),
            ("http:x", &["/http:x", "/x", "http:x", "x"]),
            ("//h/x", &["//h/x", "/h/x"]),
            ("/%2561", &["/%2561", "/a"]),
            ("/%ff%E2%82x%4", &["/%ff%E2%82x%4", "/\u{fffd}\u{fffd}x%4"]),
            ("/ﬁ\u{a0}x", &["/fix", "/ﬁ\u{a0}x"]),
            ("/a#b", &["/a", "/a#b"]),
            ("/a;v/b", &["/a/b", "/a;v/b"]),
            ("/a\\b", &["/a/b", "/a\\b"]),
            ("/a/./b/../c", &["/a/./b/../c", "/a/c"]),
            ("/../..", &["/", "/../.."]),
        ] {
            let found = readings(path).unwrap();
            let found: Vec<_> = found.iter().map(String::as_str).collect();
            assert_eq!(found, expected, "{path:?}");
        }
    }

    #[test]
    fn no_reading_is_much_longer_and_there_are_not_many() {
        let unit = "%41\u{a0}/.;x//A\\../b?";
        let path: String = format!("x:{}", unit.repeat(200))
            .chars()
            .take(LONGEST_PATH)
            .collect();
        let found = readings(&path).unwrap();
        assert!((100..=256).contains(&found.len()), "{}", found.len());
        assert!(found.iter().all(|path| !is_longer(path, LONGEST_PATH + 1)));
    }
}
