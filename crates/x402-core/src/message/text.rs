//! Strings with a bound or a charset.

use alloc::{borrow::Cow, string::String};
use core::{fmt, ops::Deref, str::FromStr};

use super::{Path, View, Wire, wire::read_text};
use crate::{error::Error, json::Json, value_error::ValueError};

/// Declares a string that only its own grammar lets through.
macro_rules! text {
    ($(#[$doc:meta])* $name:ident, $noun:literal, $expected:literal, $is_valid:expr) => {
        $(#[$doc])*
        #[derive(Clone, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
        pub struct $name(String);

        impl $name {
            /// The text.
            #[must_use]
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl AsRef<str> for $name {
            fn as_ref(&self) -> &str {
                &self.0
            }
        }

        impl Deref for $name {
            type Target = str;

            fn deref(&self) -> &str {
                &self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }

        impl From<$name> for String {
            fn from(text: $name) -> Self {
                text.0
            }
        }

        impl FromStr for $name {
            type Err = ValueError;

            fn from_str(text: &str) -> Result<Self, ValueError> {
                let is_valid: fn(&str) -> bool = $is_valid;
                if is_valid(text) {
                    Ok(Self(text.into()))
                } else {
                    Err(ValueError::new($noun, $expected, text))
                }
            }
        }

        impl PartialEq<str> for $name {
            fn eq(&self, other: &str) -> bool {
                self.0 == other
            }
        }

        impl PartialEq<&str> for $name {
            fn eq(&self, other: &&str) -> bool {
                self.0 == *other
            }
        }

        impl TryFrom<&str> for $name {
            type Error = ValueError;

            fn try_from(text: &str) -> Result<Self, ValueError> {
                text.parse()
            }
        }

        impl Wire for $name {
            const NOUN: &'static str = String::NOUN;

            fn read(json: Json<'_>, path: &Path<'_>) -> Result<Self, Error> {
                read_text(&json, path)
            }

            fn view(&self) -> View<'_> {
                View::Text(Cow::Borrowed(&self.0))
            }
        }
    };
}

text!(
    /// A string that is not empty.
    Text, "text", "a string that is not empty", |text| !text.is_empty()
);

text!(
    /// A name for display: 1 to 32 printable ASCII characters.
    ///
    /// Source: the schema of the TypeScript SDK, which has `serviceName` and `tags`.
    Label, "label", "1 to 32 printable ASCII characters", |text| {
        matches!(text.len(), 1..=32) && text.bytes().all(|byte| matches!(byte, b' '..=b'~'))
    }
);

text!(
    /// Where an icon is: at most 2,048 UTF-16 code units, the measure of the TypeScript SDK.
    IconUrl, "icon URL", "at most 2048 characters", |text| text.encode_utf16().count() <= 2048
);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bounds() {
        let icon = |length: usize| "x".repeat(length);
        assert!("".parse::<Text>().is_err());
        assert_eq!("exact".parse::<Text>().unwrap(), "exact");
        for (label, is_valid) in [
            ("a", true),
            (" ~", true),
            ("", false),
            ("tab\t", false),
            ("é", false),
            (&icon(32), true),
            (&icon(33), false),
        ] {
            assert_eq!(label.parse::<Label>().is_ok(), is_valid, "{label:?}");
        }
        assert!(icon(2048).parse::<IconUrl>().is_ok());
        assert!(icon(2049).parse::<IconUrl>().is_err());
    }
}
