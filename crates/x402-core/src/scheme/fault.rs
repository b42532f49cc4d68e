//! What a rule found where it demanded something else.

use alloc::{borrow::Cow, boxed::Box, string::String};

use crate::value_error::{ValueError, excerpt};

/// A failed check: the expected and the found value, and where.
///
/// A box, so that a `Result` is small: each place that hands a fault on would copy all of it.
#[derive(Debug)]
pub(crate) struct Fault(pub(crate) Box<Detail>);

/// What a fault holds.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(crate) struct Detail {
    /// Where, if not at the rule's own pointer.
    pub(crate) pointer: Option<Cow<'static, str>>,
    /// The Solana instruction, counted from 0.
    pub(crate) instruction: Option<usize>,
    pub(crate) expected: Cow<'static, str>,
    pub(crate) found: String,
}

impl Fault {
    /// `found` stands as it is: quote foreign text with [`Fault::text`].
    pub(crate) fn new(expected: impl Into<Cow<'static, str>>, found: impl Into<String>) -> Self {
        Self(Box::new(Detail {
            pointer: None,
            instruction: None,
            expected: expected.into(),
            found: found.into(),
        }))
    }

    /// `found` is a text of the payer's: quoted and shortened.
    pub(crate) fn text(expected: impl Into<Cow<'static, str>>, found: &str) -> Self {
        Self::new(expected, excerpt(found))
    }

    pub(crate) fn at(mut self, pointer: impl Into<Cow<'static, str>>) -> Self {
        self.0.pointer = Some(pointer.into());
        self
    }

    pub(crate) fn in_instruction(mut self, index: usize) -> Self {
        self.0.instruction = Some(index);
        self
    }
}

impl From<ValueError> for Fault {
    fn from(error: ValueError) -> Self {
        Self::new(String::from(error.expected()), error.found())
    }
}
