//! JSON, read strictly: the one gate that every message passes.
//!
//! [`Json::parse`] refuses what parsers disagree about: a member that occurs twice, a byte order
//! mark, broken UTF-8, half a surrogate pair, anything after the value. It keeps what
//! other readers lose: the order of members and the digits of numbers.

mod compare;
mod deserialize;
mod number;
mod object;
mod read;
mod serialize;
mod write;

use alloc::{borrow::Cow, format, string::String, vec::Vec};
use core::fmt;

pub(crate) use self::write::{object as write_object, string as write_string};
pub use self::{
    number::Number,
    object::{Members, Object},
};
use crate::{error::Error, value_error::excerpt};

/// A JSON value (RFC 8259) that borrows from the text it was read from.
///
/// Equality is equality of the text as it would be written: `1` and `1.0` differ, and so do
/// objects with another order. [`same`](Self::same) is the protocol's equality.
///
/// A tree that was read is within [`MAX_DEPTH`](Self::MAX_DEPTH) and
/// [`MAX_NODES`](Self::MAX_NODES). One that a program builds larger can be written, but not read
/// back; a message that holds it is refused by its `check_limits`.
#[derive(Clone, Debug, Eq, Hash, PartialEq)]
#[expect(clippy::exhaustive_enums, reason = "closed by RFC 8259")]
pub enum Json<'a> {
    /// `null`.
    Null,
    /// `true` or `false`.
    Bool(bool),
    /// A number, kept as its text.
    Number(Number<'a>),
    /// A string, unescaped; borrowed where the text has no escape.
    String(Cow<'a, str>),
    /// An array.
    Array(Vec<Json<'a>>),
    /// An object.
    Object(Object<'a>),
}

impl<'a> Json<'a> {
    /// The maximum nesting depth of arrays and objects.
    pub const MAX_DEPTH: usize = 64;

    /// How many values, the whole text included, one text may have.
    pub const MAX_NODES: usize = 4096;

    /// Reads one JSON value, with white space around it.
    ///
    /// Never panics, whatever the bytes; time and memory are bounded by the length of the text.
    ///
    /// # Errors
    ///
    /// Each has the offset of the first bad byte: text that is not UTF-8 or not JSON, begins with
    /// a byte order mark, goes on after the value, has half a surrogate pair or the same member
    /// twice in an object (compared after unescaping), or exceeds
    /// [`MAX_DEPTH`](Self::MAX_DEPTH) or [`MAX_NODES`](Self::MAX_NODES).
    pub fn parse(text: &'a [u8]) -> Result<Self, Error> {
        read::read(text, Self::MAX_NODES)
    }

    /// Reads a value of at most `nodes` values: a block or the logs of a node have more than a
    /// message.
    pub(crate) fn parse_within(text: &'a [u8], nodes: usize) -> Result<Self, Error> {
        read::read(text, nodes)
    }

    /// Writes the value without white space and with the fewest escapes.
    ///
    /// Escaped are only `"`, `\` and control characters, these as `\b \t \n \f \r` or with four
    /// lower-case hexadecimal digits.
    pub fn write(&self, out: &mut String) {
        write::json(self, out);
    }

    /// Whether both are the same value to the protocol.
    ///
    /// Numbers count by value (`1`, `1.0` and `10e-1` are the same), objects without their order.
    #[must_use]
    pub fn same(&self, other: &Json<'_>) -> bool {
        compare::same(self, other)
    }

    /// Whether every member of `required` is here with a value that contains the required one.
    ///
    /// Objects may have more members at every depth; everything else, arrays included, must be
    /// the [`same`](Self::same).
    #[must_use]
    pub fn contains(&self, required: &Json<'_>) -> bool {
        compare::contains(self, required)
    }

    /// The value with all its text copied, so that the text it was read from may go.
    #[must_use]
    pub fn into_owned(self) -> Json<'static> {
        match self {
            Self::Null => Json::Null,
            Self::Bool(value) => Json::Bool(value),
            Self::Number(number) => Json::Number(number.into_owned()),
            Self::String(text) => Json::String(Cow::Owned(text.into_owned())),
            Self::Array(values) => Json::Array(values.into_iter().map(Json::into_owned).collect()),
            Self::Object(object) => Json::Object(object.into_owned()),
        }
    }

    /// The elements, if this is an array.
    #[must_use]
    pub fn as_array(&self) -> Option<&[Json<'a>]> {
        match self {
            Self::Array(values) => Some(values),
            _ => None,
        }
    }

    /// The value, if this is `true` or `false`.
    #[must_use]
    pub fn as_bool(&self) -> Option<bool> {
        match self {
            Self::Bool(value) => Some(*value),
            _ => None,
        }
    }

    /// The number, if this is one.
    #[must_use]
    pub fn as_number(&self) -> Option<&Number<'a>> {
        match self {
            Self::Number(number) => Some(number),
            _ => None,
        }
    }

    /// The object, if this is one.
    #[must_use]
    pub fn as_object(&self) -> Option<&Object<'a>> {
        match self {
            Self::Object(object) => Some(object),
            _ => None,
        }
    }

    /// The unescaped text, if this is a string.
    #[must_use]
    pub fn as_str(&self) -> Option<&str> {
        match self {
            Self::String(text) => Some(text),
            _ => None,
        }
    }

    /// Whether this is `null`.
    #[must_use]
    pub fn is_null(&self) -> bool {
        matches!(self, Self::Null)
    }

    /// What this is, in the words of an error's "found".
    pub(crate) fn describe(&self) -> String {
        match self {
            Self::Null => "null".into(),
            Self::Bool(value) => format!("{value}"),
            Self::Number(number) if number.as_str().len() > LONG_NUMBER => {
                format!("a number of {} characters", number.as_str().len())
            }
            Self::Number(number) => format!("the number {number}"),
            Self::String(text) => format!("the string {}", excerpt(text)),
            Self::Array(_) => "an array".into(),
            Self::Object(_) => "an object".into(),
        }
    }
}

impl fmt::Display for Json<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut text = String::new();
        self.write(&mut text);
        f.write_str(&text)
    }
}

impl From<bool> for Json<'_> {
    fn from(value: bool) -> Self {
        Self::Bool(value)
    }
}

impl<'a> From<Number<'a>> for Json<'a> {
    fn from(number: Number<'a>) -> Self {
        Self::Number(number)
    }
}

impl From<u64> for Json<'_> {
    fn from(number: u64) -> Self {
        Self::Number(number.into())
    }
}

impl<'a> From<&'a str> for Json<'a> {
    fn from(text: &'a str) -> Self {
        Self::String(Cow::Borrowed(text))
    }
}

impl From<String> for Json<'_> {
    fn from(text: String) -> Self {
        Self::String(Cow::Owned(text))
    }
}

impl<'a> From<Vec<Json<'a>>> for Json<'a> {
    fn from(values: Vec<Json<'a>>) -> Self {
        Self::Array(values)
    }
}

impl<'a> From<Object<'a>> for Json<'a> {
    fn from(object: Object<'a>) -> Self {
        Self::Object(object)
    }
}

/// What an error expects of a tree that is too deep.
pub(crate) const AT_MOST_DEEP: &str = "arrays and objects at most 64 deep";

/// What an error expects of a tree that is too large.
pub(crate) const AT_MOST_NODES: &str = "at most 4096 values";

/// From how many characters on an error counts a number's digits instead of quoting them.
const LONG_NUMBER: usize = 40;
