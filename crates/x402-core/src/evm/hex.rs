//! Hexadecimal text as Ethereum writes it: `0x`, then two digits a byte.

use alloc::{format, string::String, vec::Vec};

use alloy_primitives::hex;

use crate::ValueError;

/// Reads `0x` and exactly `2 * N` hex digits of either case.
pub(crate) fn decode_array<const N: usize>(
    noun: &'static str,
    text: &str,
) -> Result<[u8; N], ValueError> {
    let mut bytes = [0; N];
    text.strip_prefix("0x")
        .and_then(|digits| decode_digits(digits, &mut bytes))
        .ok_or_else(|| {
            let expected = format!("`0x` and {} hex digits", 2 * N);
            ValueError::new(noun, expected, text)
        })?;
    Ok(bytes)
}

/// Reads exactly two hex digits for each byte, without a prefix.
pub(crate) fn decode_digits(digits: &str, bytes: &mut [u8]) -> Option<()> {
    // `decode_to_slice` alone would strip a prefix.
    let is_long = digits.len() == bytes.len().saturating_mul(2);
    let digits = Some(digits).filter(|digits| is_long && hex::check_raw(digits))?;
    hex::decode_to_slice(digits, bytes).ok()
}

/// Reads `0x` and an even number of hex digits of either case, none included.
pub(crate) fn decode(noun: &'static str, text: &str) -> Result<Vec<u8>, ValueError> {
    text.strip_prefix("0x")
        // `decode` alone would strip a second prefix.
        .filter(|digits| hex::check_raw(digits))
        .and_then(|digits| hex::decode(digits).ok())
        .ok_or_else(|| ValueError::new(noun, "`0x` and two hex digits for each byte", text))
}

/// Writes `0x` and lower-case digits.
pub(crate) fn encode(bytes: &[u8]) -> String {
    hex::encode_prefixed(bytes)
}

#[cfg(test)]
mod tests {
    use alloc::{string::ToString, vec};

    use super::*;

    #[test]
    fn known_answers() {
        for (text, bytes) in [
            ("0x", Some(vec![])),
            ("0x00", Some(vec![0])),
            ("0xaBcD", Some(vec![0xab, 0xcd])),
            ("", None),
            ("0", None),
            ("abcd", None),
            ("0Xabcd", None),
            ("0x0", None),
            ("0xabc", None),
            ("0x0xab", None),
            ("0x0xabcd", None),
            ("0xabcg", None),
            ("0xab cd", None),
            (" 0xabcd", None),
            ("0xabcd\n", None),
            ("0x٣٣", None),
        ] {
            assert_eq!(decode("nonce", text).ok(), bytes, "{text:?}");
            let two = bytes.and_then(|bytes| <[u8; 2]>::try_from(bytes).ok());
            assert_eq!(decode_array("nonce", text).ok(), two, "{text:?}");
        }
        assert_eq!(encode(&[0xab, 0xcd]), "0xabcd");
        assert_eq!(
            decode_array::<32>("nonce", "0x00").unwrap_err().to_string(),
            r#"not a valid nonce: expected `0x` and 64 hex digits, found "0x00""#
        );
    }
}
