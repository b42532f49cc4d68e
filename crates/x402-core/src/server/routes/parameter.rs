//! Parameters as frameworks write them: `{id:int}`, `<int:id>`, `<string(length=2):c>`.

use alloc::{borrow::ToOwned as _, format, string::String};

use super::{arguments::Arguments, error::Mistake, param_type::ParamType};

const EXPECTED: &str = "a parameter such as `{id}`, `{id:int}`, `<id>` or `<int:id>`";

/// A parameter's name and type.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(super) struct Parameter {
    pub(super) name: String,
    pub(super) kind: ParamType,
}

impl Parameter {
    /// Reads the parameter that `text` begins with; also returns what follows it.
    pub(super) fn read(text: &str) -> Result<(Self, &str), Mistake> {
        if let Some(inner) = text.strip_prefix('{') {
            let (inner, rest) = inner.split_once('}').ok_or_else(|| invalid(text))?;
            let (name, kind) = match inner.split_once(':') {
                Some((name, kind)) => (name, braces(kind)?),
                None => (inner, ParamType::TEXT),
            };
            return Ok((Self::new(name, kind, text)?, rest));
        }
        let inner = text.strip_prefix('<').ok_or_else(|| invalid(text))?;
        let word = inner.find(|c| !is_word(c)).ok_or_else(|| invalid(text))?;
        let (word, mut rest) = inner.split_at(word);
        let mut arguments = Arguments::default();
        if let Some(list) = rest.strip_prefix('(') {
            (arguments, rest) = Arguments::read(list)?;
        }
        let (name, kind, rest) = match rest.strip_prefix(':') {
            Some(rest) => {
                let (name, rest) = rest.split_once('>').ok_or_else(|| invalid(text))?;
                (name, angles(word, arguments)?, rest)
            }
            None if arguments.is_empty() => {
                let rest = rest.strip_prefix('>').ok_or_else(|| invalid(text))?;
                (word, ParamType::TEXT, rest)
            }
            None => return Err(invalid(text)),
        };
        Ok((Self::new(name, kind, text)?, rest))
    }

    fn new(name: &str, kind: ParamType, text: &str) -> Result<Self, Mistake> {
        let begins = name.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_');
        if !begins || !name.chars().all(is_word) {
            return Err(invalid(text));
        }
        let name = name.to_owned();
        Ok(Self { name, kind })
    }
}

fn invalid(text: &str) -> Mistake {
    Mistake::new(EXPECTED, text)
}

fn is_word(c: char) -> bool {
    c.is_alphanumeric() || c == '_'
}

/// The types of Starlette and Litestar.
fn braces(kind: &str) -> Result<ParamType, Mistake> {
    Ok(match kind {
        "str" => ParamType::TEXT,
        "path" => ParamType::Path,
        "int" => INT,
        "float" => ParamType::Float { ranged: false },
        "uuid" => ParamType::Uuid,
        "decimal" => ParamType::Decimal,
        "date" => ParamType::Date,
        "datetime" => ParamType::DateTime,
        "time" => ParamType::Time,
        "timedelta" => ParamType::TimeDelta,
        _ => {
            let known = "str, path, int, float, uuid, decimal, date, datetime, time, timedelta";
            return Err(unknown(known, "`{name}` or `{name:path}`", kind));
        }
    })
}

/// The types of Flask and Django.
fn angles(kind: &str, mut arguments: Arguments) -> Result<ParamType, Mistake> {
    let kind = match kind {
        "string" | "default" => {
            let min = arguments.number("minlength", 0)?;
            let max = arguments.number("maxlength", 1)?;
            match arguments.number("length", 2)? {
                Some(length) => ParamType::Text {
                    min: length,
                    max: Some(length),
                },
                None => ParamType::Text {
                    min: min.unwrap_or(1),
                    max,
                },
            }
        }
        "str" => ParamType::TEXT,
        "any" => ParamType::OneOf(arguments.texts()?),
        "path" => ParamType::Path,
        "int" => {
            let digits = arguments.number("fixed_digits", 0)?;
            let ranged = arguments.range([1, 2, 3]);
            ParamType::Int {
                digits: digits.filter(|digits| *digits > 0),
                ranged,
            }
        }
        "float" => ParamType::Float {
            ranged: arguments.range([0, 1, 2]),
        },
        "uuid" => ParamType::Uuid,
        "slug" => ParamType::Slug,
        _ => {
            let known = "string, default, str, slug, any, path, int, float, uuid";
            return Err(unknown(known, "`<name>` or `<path:name>`", kind));
        }
    };
    arguments.end()?;
    Ok(kind)
}

const INT: ParamType = ParamType::Int {
    digits: None,
    ranged: false,
};

/// A custom converter can match anything.
fn unknown(known: &str, instead: &str, found: &str) -> Mistake {
    let expected = format!("one of the types {known}; for a type of your own write {instead}");
    Mistake::new(expected, found)
}
