//! The record that a replay store keeps with a key whose settlement is asked for.

use alloc::{format, string::String};

/// The record of a payment under settlement: what the next exchange for it must know.
///
/// As text: a format digit, the repeat token, whether the handler has begun (`1`) or not (`0`), and
/// the route's name, with single spaces between them.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(super) struct Record<'a> {
    pub(super) repeat_token: &'a str,
    pub(super) begun: bool,
    pub(super) route: &'a str,
}

impl<'a> Record<'a> {
    pub(super) fn read(text: &'a str) -> Option<Self> {
        let mut parts = text.splitn(4, ' ');
        let (format, repeat_token) = (parts.next()?, parts.next()?);
        let (begun, route) = (parts.next()?, parts.next()?);
        let is_token = repeat_token.len() == TOKEN
            && repeat_token
                .bytes()
                .all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'));
        if format != FORMAT || !is_token || !matches!(begun, "0" | "1") {
            return None;
        }
        Some(Self {
            repeat_token,
            begun: begun == "1",
            route,
        })
    }

    pub(super) fn write(&self) -> String {
        let Self {
            repeat_token,
            begun,
            route,
        } = self;
        format!("{FORMAT} {repeat_token} {} {route}", u8::from(*begun))
    }
}

const FORMAT: &str = "1";
const TOKEN: usize = 32;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_record_is_read_as_it_was_written() {
        for (begun, route) in [(false, "GET /weather"), (true, ""), (true, "a  b ")] {
            let repeat_token = "00112233445566778899aabbccddeeff";
            let record = Record {
                repeat_token,
                begun,
                route,
            };
            assert_eq!(Record::read(&record.write()), Some(record));
        }
    }

    #[test]
    fn other_texts_are_not_records() {
        for text in [
            "",
            "1",
            "1 00112233445566778899aabbccddeeff 0",
            "2 00112233445566778899aabbccddeeff 0 GET /",
            "1 00112233445566778899aabbccddeeff 2 GET /",
            "1 00112233445566778899AABBCCDDEEFF 0 GET /",
            "1 0011 0 GET /",
        ] {
            assert_eq!(Record::read(text), None, "{text}");
        }
    }
}
