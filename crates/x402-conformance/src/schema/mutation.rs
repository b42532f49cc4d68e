//! What was done to an accepted request, as operations on its decoded content.

use std::fmt;

use serde::{Deserialize, Deserializer};
use serde_json::{Value, value::RawValue};

/// An operation on a document.
#[derive(Clone, Debug, Deserialize)]
#[serde(try_from = "OperationText")]
pub enum Mutation {
    /// RFC 6902.
    Add {
        /// Where.
        path: String,
        /// What.
        value: Value,
    },
    /// RFC 6902.
    Replace {
        /// Where.
        path: String,
        /// By what.
        value: Value,
    },
    /// RFC 6902.
    Remove {
        /// Where.
        path: String,
    },
    /// RFC 6902.
    Copy {
        /// What.
        from: String,
        /// Where to.
        path: String,
    },
    /// A text becomes a list of this text.
    Wrap {
        /// Where.
        path: String,
    },
    /// A key of the set signs the changed content.
    Sign {
        /// The signature's place.
        path: String,
        /// The key's label.
        key: String,
        /// The signature.
        value: String,
    },
    /// The same content in another encoding.
    Recode {
        /// Where it was, if not at `path`.
        from: Option<String>,
        /// Where.
        path: String,
        /// How it was encoded.
        codings: Vec<Coding>,
        /// How it is encoded.
        to: Vec<Coding>,
        /// In words.
        words: Option<String>,
    },
    /// The same content in other words, which are the vector's own.
    Respell {
        /// Where.
        path: String,
        /// How the content is reached.
        codings: Vec<Coding>,
        /// In words.
        words: Option<String>,
    },
    /// Operations on what a text holds.
    Within {
        /// Where.
        path: String,
        /// How the content is reached, the outermost encoding first.
        codings: Vec<Coding>,
        /// What is done there.
        inner: Inner,
        /// In words.
        words: Option<String>,
    },
}

/// Operations on the content of a text.
#[derive(Clone, Debug)]
pub enum Inner {
    /// The content is a document.
    Document(Vec<Mutation>),
    /// The content is text or bytes.
    Text(Vec<Splice>),
}

/// How content is written.
#[derive(Clone, Copy, Debug, Deserialize, Eq, PartialEq)]
#[serde(rename_all = "lowercase")]
pub enum Coding {
    /// RFC 4648, section 4.
    Base64,
    /// RFC 4648, section 5, padded.
    Base64Url,
    /// Solana's text form of bytes.
    Base58,
    /// Lower-case hexadecimal.
    Hex,
    /// `0x` and lower-case hexadecimal.
    #[serde(rename = "0xhex")]
    PrefixedHex,
    /// Text as bytes.
    Utf8,
    /// Text as bytes.
    Utf16Le,
    /// Text as bytes.
    Utf16Be,
    /// A document as text.
    Json,
    /// A Solana transaction as bytes.
    Solana,
}

/// An operation on a text, where places are bytes of its UTF-8, or on bytes, where content is hexadecimal.
#[derive(Clone, Debug, Deserialize)]
#[serde(try_from = "SpliceText")]
pub enum Splice {
    /// Other content for some content.
    Splice {
        /// Where.
        at: usize,
        /// How many bytes go.
        remove: usize,
        /// What comes.
        insert: String,
        /// How often.
        times: usize,
    },
    /// Content that stands once more.
    Duplicate {
        /// Where.
        at: usize,
        /// Where it stands already.
        from: usize,
        /// How many bytes.
        length: usize,
    },
    /// Other content wherever some content stands.
    Every {
        /// What goes.
        find: String,
        /// What comes.
        insert: String,
    },
}

impl Mutation {
    /// JSON pointer to what it changes.
    #[must_use]
    pub fn path(&self) -> &str {
        match self {
            Self::Add { path, .. }
            | Self::Replace { path, .. }
            | Self::Remove { path }
            | Self::Copy { path, .. }
            | Self::Wrap { path }
            | Self::Sign { path, .. }
            | Self::Recode { path, .. }
            | Self::Respell { path, .. }
            | Self::Within { path, .. } => path,
        }
    }
}

impl fmt::Display for Mutation {
    /// The operation and its place; inside of encodings the words, or else the operations there.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Add { path, value } => write!(f, "add {path}: {value}"),
            Self::Replace { path, value } => write!(f, "replace {path} by {value}"),
            Self::Remove { path } => write!(f, "remove {path}"),
            Self::Copy { from, path } => write!(f, "copy {from} to {path}"),
            Self::Wrap { path } => write!(f, "make {path} a list"),
            Self::Sign { path, key, .. } => write!(f, "sign {path} by {key}"),
            Self::Recode { path, words, .. } => match words {
                Some(words) => write!(f, "encode {path} in another way: {words}"),
                None => write!(f, "encode {path} in another way"),
            },
            Self::Respell { path, words, .. } => match words {
                Some(words) => write!(f, "respell {path}: {words}"),
                None => write!(f, "respell {path}"),
            },
            Self::Within {
                words: Some(words),
                path,
                ..
            } => write!(f, "inside {path}: {words}"),
            Self::Within { path, inner, .. } => match inner {
                Inner::Document(ops) => {
                    let ops: Vec<_> = ops.iter().map(Self::to_string).collect();
                    write!(f, "inside {path}: {}", ops.join("; "))
                }
                Inner::Text(ops) => write!(f, "inside {path}: {} splices", ops.len()),
            },
        }
    }
}

#[derive(Clone, Copy, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Name {
    Add,
    Copy,
    Recode,
    Remove,
    Replace,
    Respell,
    Sign,
    Within,
    Wrap,
}

/// An operation as it is written.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct OperationText {
    op: Name,
    path: String,
    from: Option<String>,
    #[serde(default, deserialize_with = "present")]
    value: Option<Value>,
    key: Option<String>,
    #[serde(rename = "as")]
    codings: Option<Vec<Coding>>,
    to: Option<Vec<Coding>>,
    ops: Option<Inner>,
    text: Option<String>,
}

/// A member that is there, `null` included.
fn present<'de, D: Deserializer<'de>>(json: D) -> Result<Option<Value>, D::Error> {
    Value::deserialize(json).map(Some)
}

impl TryFrom<OperationText> for Mutation {
    type Error = &'static str;

    fn try_from(text: OperationText) -> Result<Self, Self::Error> {
        let OperationText {
            op,
            path,
            from,
            value,
            key,
            codings,
            to,
            ops,
            text: words,
        } = text;
        Ok(match (op, from, value, key, codings, to, ops, words) {
            (Name::Add, None, Some(value), None, None, None, None, None) => {
                Self::Add { path, value }
            }
            (Name::Replace, None, Some(value), None, None, None, None, None) => {
                Self::Replace { path, value }
            }
            (Name::Remove, None, None, None, None, None, None, None) => Self::Remove { path },
            (Name::Wrap, None, None, None, None, None, None, None) => Self::Wrap { path },
            (Name::Copy, Some(from), None, None, None, None, None, None) => {
                Self::Copy { from, path }
            }
            (Name::Sign, None, Some(Value::String(value)), Some(key), None, None, None, None) => {
                Self::Sign { path, key, value }
            }
            (Name::Recode, from, None, None, Some(codings), Some(to), None, words) => {
                Self::Recode {
                    from,
                    path,
                    codings,
                    to,
                    words,
                }
            }
            (Name::Respell, None, None, None, Some(codings), None, None, words) => Self::Respell {
                path,
                codings,
                words,
            },
            (Name::Within, None, None, None, Some(codings), None, Some(inner), words) => {
                Self::Within {
                    path,
                    codings,
                    inner,
                    words,
                }
            }
            _ => return Err("a mutation has not the members of its operation"),
        })
    }
}

#[derive(Clone, Copy, Deserialize)]
#[serde(rename_all = "snake_case")]
enum SpliceName {
    Duplicate,
    Every,
    Splice,
}

/// A splice as it is written.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct SpliceText {
    op: SpliceName,
    at: Option<usize>,
    remove: Option<usize>,
    insert: Option<String>,
    times: Option<usize>,
    from: Option<usize>,
    length: Option<usize>,
    find: Option<String>,
}

impl TryFrom<SpliceText> for Splice {
    type Error = &'static str;

    fn try_from(text: SpliceText) -> Result<Self, Self::Error> {
        let SpliceText {
            op,
            at,
            remove,
            insert,
            times,
            from,
            length,
            find,
        } = text;
        Ok(match (op, at, remove, insert, times, from, length, find) {
            (SpliceName::Splice, Some(at), remove, insert, times, None, None, None) => {
                Self::Splice {
                    at,
                    remove: remove.unwrap_or_default(),
                    insert: insert.unwrap_or_default(),
                    times: times.unwrap_or(1),
                }
            }
            (SpliceName::Duplicate, Some(at), None, None, None, Some(from), Some(length), None) => {
                Self::Duplicate { at, from, length }
            }
            (SpliceName::Every, None, None, Some(insert), None, None, None, Some(find)) => {
                Self::Every { find, insert }
            }
            _ => return Err("a splice has not the members of its operation"),
        })
    }
}

impl<'de> Deserialize<'de> for Inner {
    /// The operations are of one kind; the first tells of which.
    fn deserialize<D: Deserializer<'de>>(json: D) -> Result<Self, D::Error> {
        #[derive(Deserialize)]
        struct Named {
            op: Value,
        }
        let text = Box::<RawValue>::deserialize(json)?;
        let named: Vec<Named> = read(&text)?;
        let splices = named.first().is_some_and(|first| {
            let kinds = ["splice", "duplicate", "every"];
            kinds.into_iter().any(|kind| first.op == kind)
        });
        if named.is_empty() {
            return Err(serde::de::Error::custom("expected an operation"));
        }
        if splices {
            read(&text).map(Self::Text)
        } else {
            read(&text).map(Self::Document)
        }
    }
}

fn read<T: serde::de::DeserializeOwned, E: serde::de::Error>(text: &RawValue) -> Result<T, E> {
    serde_json::from_str(text.get()).map_err(E::custom)
}
