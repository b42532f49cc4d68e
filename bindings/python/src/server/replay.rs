//! What a replay store answers.

use pyo3::{Borrowed, prelude::*};
use x402_core::server::{MarkAnswer, ReplayAnswer};

use crate::{
    int::Count,
    pickle::unpicklable,
    text::{Text, by_name, wrong_type},
};

const INSTEAD: &str = "it holds a payment, which is money until it expires";

/// The payment was left unresolved, and is settling for this request now.
#[pyclass(frozen, eq, get_all, module = "x402_core.server")]
#[derive(Clone, Debug, Eq, PartialEq)]
pub(crate) struct Unresolved {
    record: String,
}

#[pymethods]
impl Unresolved {
    #[new]
    fn new(record: Text) -> Self {
        Self { record: record.0 }
    }

    #[classattr]
    fn __match_args__() -> (&'static str,) {
        ("record",)
    }

    fn __repr__(&self) -> &'static str {
        "<Unresolved payment>"
    }

    fn __hash__(&self) -> u64 {
        crate::hash::of(&self.record)
    }

    fn __reduce__(&self) -> PyResult<()> {
        unpicklable::<Self>(INSTEAD)
    }
}

/// Another payment of the same account was left unresolved, and is settling for this request now.
#[pyclass(frozen, eq, get_all, module = "x402_core.server")]
#[derive(Clone, Debug, Eq, PartialEq)]
pub(crate) struct Earlier {
    key: String,
    keep_until: u64,
    record: String,
}

#[pymethods]
impl Earlier {
    #[new]
    fn new(key: Text, keep_until: Count, record: Text) -> PyResult<Self> {
        Ok(Self {
            key: key.0,
            keep_until: keep_until.narrow("a time of 0 to 2^64-1 seconds")?,
            record: record.0,
        })
    }

    #[classattr]
    fn __match_args__() -> (&'static str, &'static str, &'static str) {
        ("key", "keep_until", "record")
    }

    fn __repr__(&self) -> &'static str {
        "<Earlier payment>"
    }

    fn __hash__(&self) -> u64 {
        crate::hash::of(&self.key)
    }

    fn __reduce__(&self) -> PyResult<()> {
        unpicklable::<Self>(INSTEAD)
    }
}

/// An answer to `AskReplayStore` as an argument.
pub(crate) struct Replay(pub(crate) ReplayAnswer);

impl FromPyObject<'_, '_> for Replay {
    type Error = PyErr;

    fn extract(value: Borrowed<'_, '_, PyAny>) -> PyResult<Self> {
        if let Ok(unresolved) = value.cast::<Unresolved>() {
            let record = unresolved.get().record.clone();
            return Ok(Self(ReplayAnswer::Unresolved { record }));
        }
        if let Ok(earlier) = value.cast::<Earlier>() {
            let Earlier {
                key,
                keep_until,
                record,
            } = earlier.get().clone();
            return Ok(Self(ReplayAnswer::Earlier {
                key,
                keep_until,
                record,
            }));
        }
        let text: PyResult<Text> = value.extract();
        let Text(text) = text.map_err(|_| wrong_type("Unresolved, Earlier or str", value))?;
        Ok(Self(
            match by_name("answer of a replay store", ANSWERS, &text)? {
                Word::New => ReplayAnswer::New,
                Word::Seen => ReplayAnswer::Seen,
                Word::Unavailable => ReplayAnswer::Unavailable,
            },
        ))
    }
}

#[derive(Clone, Copy)]
enum Word {
    New,
    Seen,
    Unavailable,
}

const ANSWERS: &[(&str, Word)] = &[
    ("new", Word::New),
    ("seen", Word::Seen),
    ("unavailable", Word::Unavailable),
];

/// The answers to `MarkSettling`.
pub(super) const MARKS: &[(&str, MarkAnswer)] = &[
    ("marked", MarkAnswer::Marked),
    ("lost", MarkAnswer::Lost),
    ("unavailable", MarkAnswer::Unavailable),
];
