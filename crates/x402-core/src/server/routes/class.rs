//! Sets of characters.

/// A set of characters that a parameter is made of.
#[derive(Clone, Copy, Debug, Eq, Ord, PartialEq, PartialOrd)]
pub(super) enum Class {
    /// Every character.
    Any,
    /// Every character but the slash.
    Segment,
    /// `0` to `9`.
    Digits,
    /// `0` to `9` and `a` to `f`.
    LowerHex,
    /// ASCII letters and digits, `-` and `_`: a slug of Django.
    Slug,
    /// What Python's `int` may accept: digits of every script, signs, `_`, white space.
    Integer,
    /// What Python's `float` and `Decimal` may accept besides: `.`, exponents, `nan`, `infinity`.
    Number,
    /// What Python's `UUID` may accept: hexadecimal digits of every script, `-`, `urn:uuid:`, braces.
    Uuid,
}

impl Class {
    pub(super) fn contains(self, c: char) -> bool {
        match self {
            Self::Any => true,
            Self::Segment => c != '/',
            Self::Digits => c.is_ascii_digit(),
            Self::LowerHex => matches!(c, '0'..='9' | 'a'..='f'),
            Self::Slug => c.is_ascii_alphanumeric() || matches!(c, '-' | '_'),
            Self::Integer => c.is_numeric() || c.is_whitespace() || matches!(c, '+' | '-' | '_'),
            Self::Number => {
                Self::Integer.contains(c) || c == '.' || "aefinsty".contains(c.to_ascii_lowercase())
            }
            Self::Uuid => {
                Self::Integer.contains(c)
                    || c.is_ascii_hexdigit()
                    || matches!(c, ':' | '{' | '}')
                    || "urni".contains(c.to_ascii_lowercase())
            }
        }
    }
}
