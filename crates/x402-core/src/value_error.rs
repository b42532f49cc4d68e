//! Why a text is not the value it was read as.

use alloc::{borrow::Cow, boxed::Box, string::String};
use core::fmt;

/// A text or byte string that is not the value it was read as.
///
/// It knows what was expected and what was found, but not where: the message or
/// the rule that reads the value adds the place.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct ValueError(Box<Parts>);

/// Apart, so that a `Result` is small: each place that hands an error on would copy all of it.
#[derive(Clone, Debug, Eq, PartialEq)]
struct Parts {
    noun: &'static str,
    expected: Cow<'static, str>,
    found: String,
}

impl ValueError {
    /// `noun` takes no article ("network"); `found` is any text of the sender's, shortened here.
    pub(crate) fn new(
        noun: &'static str,
        expected: impl Into<Cow<'static, str>>,
        found: &str,
    ) -> Self {
        Self(Box::new(Parts {
            noun,
            expected: expected.into(),
            found: excerpt(found),
        }))
    }

    /// The value's name, such as `network`.
    #[must_use]
    pub fn noun(&self) -> &'static str {
        self.0.noun
    }

    /// What would have been a value, in words.
    #[must_use]
    pub fn expected(&self) -> &str {
        &self.0.expected
    }

    /// What was there instead: quoted, at most 80 characters, control characters escaped.
    #[must_use]
    pub fn found(&self) -> &str {
        &self.0.found
    }
}

impl fmt::Display for ValueError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Parts {
            noun,
            expected,
            found,
        } = &*self.0;
        write!(f, "not a valid {noun}: expected {expected}, found {found}")
    }
}

impl core::error::Error for ValueError {}

/// Quotes the beginning of a foreign text for a message to a person.
///
/// Control, bidirectional and other invisible characters are escaped, so that the
/// sender of the text cannot write on the reader's terminal.
pub(crate) fn excerpt(text: &str) -> String {
    let mut out = String::with_capacity(text.len().min(EXCERPT) + 2);
    out.push('"');
    for (count, c) in text.chars().enumerate() {
        if count == EXCERPT {
            out.push('…');
            break;
        }
        match c {
            '"' | '\\' => out.extend(['\\', c]),
            ' '..='~' => out.push(c),
            c if is_visible(c) => out.push(c),
            c => out.extend(c.escape_unicode()),
        }
    }
    out.push('"');
    out
}

/// Letters and signs that print as themselves; not controls, marks that reorder text, or spaces.
fn is_visible(c: char) -> bool {
    c.is_alphanumeric() || matches!(c, '\u{20a0}'..='\u{20cf}' | '…' | '–' | '—')
}

/// How many characters of a foreign text an error quotes.
const EXCERPT: usize = 80;

#[cfg(test)]
mod tests {
    use alloc::string::ToString;

    use super::*;

    #[test]
    fn found_text_cannot_write_on_the_terminal() {
        for (text, quoted) in [
            ("base", "\"base\""),
            ("a\"b\\c", r#""a\"b\\c""#),
            ("red\u{1b}[31m\n", r#""red\u{1b}[31m\u{a}""#),
            ("abc\u{202e}def", r#""abc\u{202e}def""#),
            ("USD₮0", "\"USD₮0\""),
        ] {
            assert_eq!(excerpt(text), quoted, "{text:?}");
        }
        let long = "x".repeat(EXCERPT + 1);
        assert_eq!(excerpt(&long).chars().count(), EXCERPT + 3);
    }

    #[test]
    fn says_what_was_expected_and_found() {
        let error = ValueError::new("network", "`namespace:reference`", "base");
        assert_eq!(
            error.to_string(),
            "not a valid network: expected `namespace:reference`, found \"base\""
        );
    }
}
