//! What a schema decides, and what it may cost.

use alloc::{
    format,
    string::{String, ToString as _},
};

use crate::{error::Position, json::Json, message::Path, value_error::excerpt};

/// What a schema decides about a value.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(in crate::extension) enum Outcome {
    Valid,
    Invalid(Fault),
    /// It depends on this keyword, which is not evaluated.
    Unknown(&'static str),
}

/// Where a value breaks a schema, as a pointer from the value itself.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(in crate::extension) struct Fault {
    pub(in crate::extension) pointer: String,
    pub(in crate::extension) expected: String,
    pub(in crate::extension) found: String,
}

/// A schema that decides nothing.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(in crate::extension) enum Refused {
    /// It takes more steps than are spent on one.
    Costly,
    /// A keyword has no such form.
    Keyword { expected: String, found: String },
}

/// How many steps are left.
pub(super) struct Budget(pub(super) usize);

impl Budget {
    pub(super) fn spend(&mut self, steps: usize) -> Result<(), Refused> {
        self.0 = self.0.checked_sub(steps).ok_or(Refused::Costly)?;
        Ok(())
    }
}

/// A keyword's list of schemas.
pub(super) fn list<'j, 'a>(
    keyword: &str,
    argument: &'j Json<'a>,
) -> Result<&'j [Json<'a>], Refused> {
    argument
        .as_array()
        .ok_or_else(|| malformed(&format!("a list in `{keyword}`"), argument))
}

pub(super) fn invalid(path: &Path<'_>, expected: &str, found: &Json<'_>) -> Outcome {
    let pointer = match path.position() {
        Position::Pointer(pointer) => pointer,
        _ => String::new(),
    };
    Outcome::Invalid(Fault {
        pointer,
        expected: expected.into(),
        found: found.describe(),
    })
}

pub(super) fn malformed(expected: &str, found: &Json<'_>) -> Refused {
    Refused::Keyword {
        expected: expected.into(),
        found: excerpt(&found.to_string()),
    }
}
