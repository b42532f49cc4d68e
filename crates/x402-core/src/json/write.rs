//! The writer: no white space, the fewest escapes.

use alloc::string::String;

use super::{Json, Object};

pub(super) fn json(value: &Json<'_>, out: &mut String) {
    match value {
        Json::Null => out.push_str("null"),
        Json::Bool(true) => out.push_str("true"),
        Json::Bool(false) => out.push_str("false"),
        Json::Number(number) => out.push_str(number.as_str()),
        Json::String(text) => string(text, out),
        Json::Array(values) => {
            out.push('[');
            for (index, value) in values.iter().enumerate() {
                if index > 0 {
                    out.push(',');
                }
                json(value, out);
            }
            out.push(']');
        }
        Json::Object(members) => object(members, out),
    }
}

pub(crate) fn object(members: &Object<'_>, out: &mut String) {
    out.push('{');
    for (index, (name, value)) in members.iter().enumerate() {
        if index > 0 {
            out.push(',');
        }
        string(name, out);
        out.push(':');
        json(value, out);
    }
    out.push('}');
}

pub(crate) fn string(text: &str, out: &mut String) {
    out.push('"');
    // To look at all bytes is faster than to stop at the first one, and few texts have one.
    let needs_escapes = text
        .bytes()
        .fold(false, |any, byte| any | needs_escape(byte));
    if needs_escapes {
        escaped(text, out);
    } else {
        out.push_str(text);
    }
    out.push('"');
}

fn escaped(text: &str, out: &mut String) {
    let mut rest = text;
    while let Some(at) = rest.bytes().position(needs_escape) {
        // What needs an escape is ASCII, so both cuts are between characters.
        let (plain, tail) = rest.split_at_checked(at).unwrap_or((rest, ""));
        out.push_str(plain);
        let mut tail = tail.chars();
        if let Some(c) = tail.next() {
            escape(c, out);
        }
        rest = tail.as_str();
    }
    out.push_str(rest);
}

fn needs_escape(byte: u8) -> bool {
    matches!(byte, b'"' | b'\\' | 0..=0x1f)
}

fn escape(c: char, out: &mut String) {
    let short = match c {
        '"' | '\\' => c,
        '\u{8}' => 'b',
        '\t' => 't',
        '\n' => 'n',
        '\u{c}' => 'f',
        '\r' => 'r',
        _ => {
            let code = u32::from(c);
            out.push_str("\\u00");
            out.extend(
                [code >> 4, code & 15].map(|half| char::from_digit(half, 16).unwrap_or('0')),
            );
            return;
        }
    };
    out.extend(['\\', short]);
}
