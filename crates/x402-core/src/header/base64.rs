//! Standard base64, and no other dialect.

use alloc::{format, string::String, vec::Vec};

use ::base64::{
    Engine,
    engine::general_purpose::{STANDARD, STANDARD_NO_PAD},
};

use crate::{
    error::{Error, ErrorCode, Position},
    value_error::excerpt,
};

/// Reads the bytes that a header's value stands for.
///
/// The alphabet is the standard one, padding is required, unused bits are zero, and nothing
/// else may stand in between: each text has one value and each value one text (RFC 4648 §4).
///
/// # Errors
///
/// The value is longer than `max_length` bytes, or it is not such base64; then the error has the
/// offset of the first bad byte.
pub fn decode_base64(value: impl AsRef<[u8]>, max_length: usize) -> Result<Vec<u8>, Error> {
    let value = value.as_ref();
    check_length(value, max_length)?;
    STANDARD.decode(value).map_err(|_| fault(value))
}

/// Refuses a value that is longer than `max_length` bytes.
pub(super) fn check_length(value: &[u8], max_length: usize) -> Result<(), Error> {
    if value.len() <= max_length {
        return Ok(());
    }
    let expected = format!("at most {max_length} bytes");
    let found = format!("{} bytes", value.len());
    let position = Position::Byte(max_length);
    Err(Error::new(ErrorCode::HeaderSize, position, expected, found))
}

/// Writes a header's value.
#[must_use]
pub fn encode_base64(bytes: impl AsRef<[u8]>) -> String {
    STANDARD.encode(bytes)
}

/// What is wrong with a value that is not base64: the first byte with which it cannot be.
#[cold]
pub(crate) fn fault(value: &[u8]) -> Error {
    let digits = value.iter().take_while(|byte| is_digit(**byte)).count();
    let rest = value.get(digits..).unwrap_or_default();
    let padding = rest.iter().take_while(|byte| **byte == b'=').count();
    let wanted = match digits % 4 {
        2 => 2,
        3 => 1,
        _ => 0,
    };
    let (at, expected) = if padding == 0 && !rest.is_empty() {
        (digits, character(value, rest))
    } else if digits % 4 == 1 {
        (digits, "groups of four base64 characters")
    } else if padding > 0 && wanted > 0 && has_unused_bits(value, digits) {
        (digits - 1, "a last character whose unused bits are zero")
    } else if padding < wanted {
        (
            digits + padding,
            "`=` up to a whole group of four characters",
        )
    } else {
        (digits + wanted, "the end of the base64 text")
    };
    let found = match value.get(at) {
        None => "the end of the text".into(),
        Some(byte) if byte.is_ascii() => excerpt(char::from(*byte).encode_utf8(&mut [0; 4])),
        Some(byte) => format!("byte 0x{byte:02x}"),
    };
    Error::new(ErrorCode::HeaderBase64, Position::Byte(at), expected, found)
}

/// The character that is expected in place of one that base64 does not have. Two values that are
/// meant well are named: JSON that was not encoded, and the alphabet of base64url.
fn character(value: &[u8], rest: &[u8]) -> &'static str {
    if value.first() == Some(&b'{') {
        "the base64 form of this JSON"
    } else if matches!(rest.first(), Some(b'-' | b'_')) {
        "a character of standard base64 (`+` and `/`), not of base64url"
    } else {
        "a base64 character (`A` to `Z`, `a` to `z`, `0` to `9`, `+` or `/`)"
    }
}

/// Whether the last of `digits` characters has bits beyond the last whole byte.
fn has_unused_bits(value: &[u8], digits: usize) -> bool {
    let group = value.get(digits - digits % 4..digits).unwrap_or_default();
    STANDARD_NO_PAD.decode(group).is_err()
}

fn is_digit(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'/')
}
