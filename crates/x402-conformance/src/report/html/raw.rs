//! JSON texts made short, and otherwise as they were written.

/// The text without space between its parts, and without the middle of very long strings, which
/// nobody reads.
pub(super) fn compact(json: &str) -> String {
    let mut short = String::with_capacity(json.len());
    let mut rest = json;
    while let Some(start) = rest.find(|character: char| character == '"' || is_space(character)) {
        let (before, from) = rest.split_at(start);
        short.push_str(before);
        if from.starts_with('"') {
            let (string, after) = from.split_at(string_length(from));
            abridge(&mut short, string);
            rest = after;
        } else {
            rest = from.trim_start_matches(is_space);
        }
    }
    short + rest
}

const fn is_space(character: char) -> bool {
    matches!(character, ' ' | '\t' | '\n' | '\r')
}

/// How many bytes the string takes with which the text begins.
fn string_length(text: &str) -> usize {
    let mut escaped = false;
    for (at, byte) in text.bytes().enumerate().skip(1) {
        match byte {
            _ if escaped => escaped = false,
            b'\\' => escaped = true,
            b'"' => return at + 1,
            _ => {}
        }
    }
    text.len()
}

fn abridge(short: &mut String, string: &str) {
    let count = units(string).count();
    if count <= LONGEST {
        short.push_str(string);
        return;
    }
    let tail = count - TAIL;
    for (index, unit) in units(string).enumerate() {
        if index == HEAD {
            let left_out = tail - HEAD;
            let left_out = left_out.to_string();
            for part in [" [… ", &left_out, " characters left out here …] "] {
                short.push_str(part);
            }
        }
        if index < HEAD || index >= tail {
            short.push_str(unit);
        }
    }
}

/// Characters and whole escapes.
fn units(string: &str) -> impl Iterator<Item = &str> {
    let mut rest = string;
    std::iter::from_fn(move || {
        let length = match rest.as_bytes() {
            [b'\\', b'u', ..] => 6,
            [b'\\', _, ..] => 2,
            _ => rest.chars().next()?.len_utf8(),
        };
        let (unit, after) = rest.split_at_checked(length)?;
        rest = after;
        Some(unit)
    })
}

/// In characters; no payment that could be settled is longer.
const LONGEST: usize = 4096;
const HEAD: usize = 2048;
const TAIL: usize = 1024;
