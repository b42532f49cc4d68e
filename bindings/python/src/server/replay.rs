//! What a replay store answers.

use pyo3::{Borrowed, prelude::*};
use x402_core::server::ReplayAnswer;

use crate::{
    error,
    int::Count,
    pickle::unpicklable,
    text::{Text, wrong_type},
};

const INSTEAD: &str = "it holds a payment, which is money until it expires";

/// The payment was left unresolved, and is settling for this request now.
#[pyclass(frozen, eq, get_all, module = "x402_core.server")]
#[derive(Clone, Debug, Eq, PartialEq)]
pub(crate) struct UnresolvedPayment {
    record: String,
}

#[pymethods]
impl UnresolvedPayment {
    #[new]
    fn new(record: Text) -> Self {
        Self { record: record.0 }
    }

    #[classattr]
    fn __match_args__() -> (&'static str,) {
        ("record",)
    }

    fn __repr__(&self) -> &'static str {
        "<UnresolvedPayment>"
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
pub(crate) struct EarlierPayment {
    key: String,
    keep_until: u64,
    record: String,
}

#[pymethods]
impl EarlierPayment {
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
        "<EarlierPayment>"
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
        if let Ok(unresolved) = value.cast::<UnresolvedPayment>() {
            let record = unresolved.get().record.clone();
            return Ok(Self(ReplayAnswer::Unresolved { record }));
        }
        if let Ok(earlier) = value.cast::<EarlierPayment>() {
            let EarlierPayment {
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
        let Text(text) =
            text.map_err(|_| wrong_type("UnresolvedPayment, EarlierPayment or str", value))?;
        match &*text {
            "new" => Ok(Self(ReplayAnswer::New)),
            "seen" => Ok(Self(ReplayAnswer::Seen)),
            "unavailable" => Ok(Self(ReplayAnswer::Unavailable)),
            other => {
                let found: String = other.chars().take(80).collect();
                let expected = "`new`, `seen` or `unavailable`";
                let found = format!("{found:?}");
                Err(error::invalid("answer of a replay store", expected, &found))
            }
        }
    }
}
