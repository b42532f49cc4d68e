//! Base58 (Bitcoin alphabet) of values whose length is fixed.

use core::{fmt, ops::RangeInclusive};

/// The bytes of `text`, which has exactly one spelling; `None` if they are not `N` bytes.
///
/// `characters` is how long such a text can be: a longer one is refused unread, since
/// base58 takes quadratic time.
pub(super) fn read<const N: usize>(
    text: &str,
    characters: RangeInclusive<usize>,
) -> Option<[u8; N]> {
    if !characters.contains(&text.len()) {
        return None;
    }
    let mut bytes = [0; N];
    let length = bs58::decode(text).onto(&mut bytes[..]).ok()?;
    (length == N).then_some(bytes)
}

/// Writes `N` bytes, which make at most `CHARACTERS` characters.
pub(super) fn write<const N: usize, const CHARACTERS: usize>(
    bytes: &[u8; N],
    f: &mut fmt::Formatter<'_>,
) -> fmt::Result {
    let mut buffer = [0; CHARACTERS];
    let length = bs58::encode(bytes)
        .onto(&mut buffer[..])
        .map_err(|_| fmt::Error)?;
    let text = buffer
        .get(..length)
        .and_then(|text| core::str::from_utf8(text).ok())
        .ok_or(fmt::Error)?;
    f.pad(text)
}
