//! Enums whose values are words: one list gives the values, their words, their reader and their
//! order.

use alloc::string::String;

/// Declares an enum without fields whose values are words, with `ALL`, `as_str`, `Display` and
/// `FromStr`.
///
/// The text behind the enum's name is the noun of its values, for errors. An enum that is an
/// error has `error` before the noun: its `Display` is a sentence of its own.
macro_rules! words {
    (
        $(#[$attribute:meta])*
        $visibility:vis enum $name:ident: $noun:literal {
            $($(#[$detail:meta])* $variant:ident = $word:literal,)+
        }
    ) => {
        $crate::words::words! {
            $(#[$attribute])*
            $visibility enum $name: error $noun {
                $($(#[$detail])* $variant = $word,)+
            }
        }

        impl core::fmt::Display for $name {
            fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
                f.pad(self.as_str())
            }
        }
    };
    (
        $(#[$attribute:meta])*
        $visibility:vis enum $name:ident: error $noun:literal {
            $($(#[$detail:meta])* $variant:ident = $word:literal,)+
        }
    ) => {
        $(#[$attribute])*
        $visibility enum $name {
            $($(#[$detail])* $variant,)+
        }

        impl $name {
            /// Every value, in order.
            pub const ALL: &'static [Self] = &[$(Self::$variant),+];

            /// The value's word: stable, and the same in every language.
            #[must_use]
            pub const fn as_str(self) -> &'static str {
                match self {
                    $(Self::$variant => $word,)+
                }
            }
        }

        impl core::str::FromStr for $name {
            type Err = $crate::value_error::ValueError;

            fn from_str(text: &str) -> Result<Self, Self::Err> {
                match text {
                    $($word => Ok(Self::$variant),)+
                    _ => {
                        let expected = $crate::words::one_of(&[$($word),+]);
                        Err($crate::value_error::ValueError::new($noun, expected, text))
                    }
                }
            }
        }
    };
}
pub(crate) use words;

/// The words as what an error expects: `` `a`, `b` or `c` ``.
pub(crate) fn one_of(words: &[&str]) -> String {
    let mut text = String::new();
    for (index, word) in words.iter().enumerate() {
        text.push_str(match words.len().saturating_sub(index) {
            _ if index == 0 => "",
            1 => " or ",
            _ => ", ",
        });
        text.push('`');
        text.push_str(word);
        text.push('`');
    }
    text
}

#[cfg(test)]
mod tests {
    #![expect(unreachable_pub, reason = "the macro is for public enums")]

    use alloc::{format, string::ToString};

    words! {
        #[derive(Clone, Copy, Debug, Eq, PartialEq)]
        enum Colour: "colour" {
            DarkRed = "dark_red",
            Green = "green",
            Blue = "blue",
        }
    }

    #[test]
    fn a_word_is_written_and_read() {
        assert_eq!(Colour::ALL, [Colour::DarkRed, Colour::Green, Colour::Blue]);
        for colour in Colour::ALL {
            assert_eq!(colour.to_string(), colour.as_str());
            assert_eq!(colour.as_str().parse(), Ok(*colour));
        }
        assert_eq!(format!("{:<6}|", Colour::Blue), "blue  |");
    }

    #[test]
    fn another_word_is_refused_with_the_list() {
        for text in ["", "Green", "dark-red", "green "] {
            let error = text.parse::<Colour>().unwrap_err();
            assert_eq!(
                error.to_string(),
                format!(
                    "not a valid colour: expected `dark_red`, `green` or `blue`, found {text:?}"
                )
            );
        }
    }
}
