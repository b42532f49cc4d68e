//! What an input text is made of: a header's line, base64 or JSON.

use x402_core::{
    Error,
    header::{self, MAX_LENGTH, PaymentHeader},
};

/// A text without its header name and its base64.
#[derive(Debug)]
pub(crate) struct Decoded {
    /// The header's name, if the text had it.
    pub(crate) header: Option<&'static str>,
    /// How many characters of base64 there were, if any.
    pub(crate) base64: Option<usize>,
    pub(crate) bytes: Vec<u8>,
}

impl Decoded {
    /// Takes JSON as it is, and everything else for a header.
    pub(crate) fn read(text: &str) -> Result<Self, Error> {
        if is_json(text) {
            return Ok(Self {
                header: None,
                base64: None,
                bytes: text.as_bytes().to_vec(),
            });
        }
        let (header, value) = match header_lines(text) {
            None => (None, text),
            Some(lines) => {
                let known = lines.iter().find_map(|(name, value)| {
                    let known = HEADERS
                        .iter()
                        .find(|known| known.eq_ignore_ascii_case(name))?;
                    Some((Some(*known), *value))
                });
                match known {
                    Some(known) => known,
                    None => (Some(PaymentHeader::require(lines)?.name()), ""),
                }
            }
        };
        Ok(Self {
            header,
            base64: Some(value.len()),
            bytes: header::decode_base64(value, MAX_LENGTH)?,
        })
    }
}

pub(crate) fn is_json(text: &str) -> bool {
    text.starts_with(['{', '[', '"']) || matches!(text, "null" | "true" | "false")
}

/// The lines `name: value` of an HTTP message's head, if the text is nothing else. A first line
/// such as `HTTP/1.1 402 Payment Required` may stand before them.
pub(crate) fn header_lines(text: &str) -> Option<Vec<(&str, &str)>> {
    let mut lines = text.lines().map(str::trim).filter(|line| !line.is_empty());
    let first = lines.next()?;
    let is_start_line = first.starts_with("HTTP/") || first.ends_with(" HTTP/1.1");
    let rest = lines.map(header_line);
    if is_start_line {
        rest.collect()
    } else {
        core::iter::once(header_line(first)).chain(rest).collect()
    }
}

fn header_line(line: &str) -> Option<(&str, &str)> {
    let (name, value) = line.split_once(':')?;
    let is_name = !name.is_empty()
        && name
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_'));
    is_name.then_some((name, value.trim()))
}

const HEADERS: [&str; 5] = [
    header::PAYMENT_REQUIRED,
    header::PAYMENT_SIGNATURE,
    header::PAYMENT_RESPONSE,
    header::X_PAYMENT,
    header::X_PAYMENT_RESPONSE,
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn header_lines_are_told_from_values() {
        for (text, count) in [
            ("PAYMENT-SIGNATURE: e30=", Some(1)),
            (
                "HTTP/2 402\r\nserver: x\r\npayment-required: e30=\r\n\r\n",
                Some(2),
            ),
            ("GET / HTTP/1.1\nHost: a:8080\nX-PAYMENT: e30=", Some(2)),
            ("e30=", None),
            ("e3\n0=", None),
            ("", None),
        ] {
            assert_eq!(
                header_lines(text).map(|lines| lines.len()),
                count,
                "{text:?}"
            );
        }
    }

    #[test]
    fn the_known_header_is_taken() {
        let decoded = Decoded::read("server: x\npayment-response: e30=").unwrap();
        assert_eq!(decoded.header, Some(header::PAYMENT_RESPONSE));
        assert_eq!(decoded.bytes, b"{}");
        assert!(Decoded::read("server: x").is_err());
    }
}
