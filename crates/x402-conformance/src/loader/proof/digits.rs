//! Bytes as digits: hexadecimal and base58.

/// Bytes from hexadecimal digits.
pub(super) fn from_hex(digits: &str) -> Result<Vec<u8>, String> {
    let failed = || format!("{digits:.40} is not hexadecimal");
    let bytes = digits.as_bytes().chunks(2).map(|pair| {
        let pair = std::str::from_utf8(pair).ok().filter(|one| one.len() == 2);
        let digits = pair.filter(|pair| pair.bytes().all(|digit| digit.is_ascii_hexdigit()));
        u8::from_str_radix(digits?, 16).ok()
    });
    bytes.collect::<Option<_>>().ok_or_else(failed)
}

/// Lower-case hexadecimal digits.
pub(super) fn to_hex(raw: &[u8]) -> String {
    let digit = |nibble: u8| char::from_digit(u32::from(nibble), 16);
    let digits = raw.iter().flat_map(|byte| [byte >> 4, byte & 15]);
    digits.filter_map(digit).collect()
}

/// Bytes from Solana's text form.
pub(super) fn from_base58(text: &str) -> Result<Vec<u8>, String> {
    bs58::decode(text)
        .into_vec()
        .map_err(|error| error.to_string())
}
