//! Compact-u16: the length prefix of Solana's arrays.
//!
//! One to three bytes of seven bits each, the lowest first; the high bit says that another
//! byte follows. A number has one encoding, the shortest.

use core::fmt;

/// Reads a number at the beginning of `bytes`, and how many bytes it took.
///
/// # Errors
///
/// If the bytes end too soon, or the encoding is not the shortest, or exceeds 65,535.
pub fn decode(bytes: &[u8]) -> Result<(u16, usize), ShortVecError> {
    match *bytes {
        // Nearly every length in a transaction.
        [a @ ..=0x7f, ..] => Ok((u16::from(a), 1)),
        [_, 0, ..] | [_, 0x80..=0xff, 0, ..] => Err(ShortVecError::NotMinimal),
        [a, b @ ..=0x7f, ..] => Ok((u16::from(a & 0x7f) | u16::from(b) << 7, 2)),
        [a, b, c @ ..=3, ..] => Ok((
            u16::from(a & 0x7f) | u16::from(b & 0x7f) << 7 | u16::from(c) << 14,
            3,
        )),
        [_, _, _, ..] => Err(ShortVecError::Overflow),
        _ => Err(ShortVecError::Truncated),
    }
}

/// The shortest encoding of `number`, and how many of the three bytes it takes.
#[must_use]
pub fn encode(number: u16) -> ([u8; 3], usize) {
    let [low, high] = number.to_le_bytes();
    let (a, b, c) = (low & 0x7f, (high << 1 | low >> 7) & 0x7f, high >> 6);
    match (b, c) {
        (0, 0) => ([a, 0, 0], 1),
        (_, 0) => ([a | 0x80, b, 0], 2),
        _ => ([a | 0x80, b | 0x80, c], 3),
    }
}

/// Why bytes are no compact-u16.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub enum ShortVecError {
    /// A shorter encoding of the same number exists.
    NotMinimal,
    /// The number exceeds 65,535 or takes more than three bytes.
    Overflow,
    /// The bytes end before the number does.
    Truncated,
}

impl fmt::Display for ShortVecError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::NotMinimal => "the length is not in its shortest encoding",
            Self::Overflow => "the length exceeds 65,535",
            Self::Truncated => "the bytes end within a length",
        })
    }
}

impl core::error::Error for ShortVecError {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn known_answers() {
        for (bytes, expected) in [
            (&[0x00][..], Ok((0, 1))),
            (&[0x7f, 0xff], Ok((0x7f, 1))),
            (&[0x80, 0x01], Ok((0x80, 2))),
            (&[0xff, 0x7f], Ok((0x3fff, 2))),
            (&[0x80, 0x80, 0x01], Ok((0x4000, 3))),
            (&[0xff, 0xff, 0x03, 0x00], Ok((0xffff, 3))),
            (&[], Err(ShortVecError::Truncated)),
            (&[0x80], Err(ShortVecError::Truncated)),
            (&[0xff, 0xff], Err(ShortVecError::Truncated)),
            (&[0x80, 0x00], Err(ShortVecError::NotMinimal)),
            (&[0x82, 0x00], Err(ShortVecError::NotMinimal)),
            (&[0xff, 0x80, 0x00], Err(ShortVecError::NotMinimal)),
            (&[0x80, 0x80, 0x04], Err(ShortVecError::Overflow)),
            (&[0xff, 0xff, 0x80, 0x01], Err(ShortVecError::Overflow)),
            (&[0xff, 0xff, 0xff], Err(ShortVecError::Overflow)),
        ] {
            assert_eq!(decode(bytes), expected, "{bytes:02x?}");
        }
    }

    #[test]
    fn every_number_has_one_encoding() {
        for number in 0..=u16::MAX {
            let (bytes, length) = encode(number);
            assert_eq!(decode(&bytes[..length]), Ok((number, length)), "{number}");
            assert_eq!(
                decode(&bytes[..length - 1]),
                Err(ShortVecError::Truncated),
                "{number} cut"
            );
        }
    }
}
