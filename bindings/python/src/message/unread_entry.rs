//! One element of a list that could not be read, and why.

use core::fmt;

use pyo3::{IntoPyObjectExt as _, prelude::*};
use x402_core::message;

use crate::{out::Tuple, repr};

/// One element of a list that could not be read, and why.
#[pyclass(frozen, eq, str, module = "x402_core")]
#[derive(Clone, Debug, Eq, PartialEq)]
pub(crate) struct UnreadEntry {
    index: usize,
    text: String,
    reason: String,
}

impl From<&message::UnreadEntry> for UnreadEntry {
    fn from(entry: &message::UnreadEntry) -> Self {
        Self {
            index: entry.index(),
            text: entry.text(),
            reason: entry.to_string(),
        }
    }
}

impl UnreadEntry {
    /// All of a message's list.
    pub(crate) fn all(entries: &[message::UnreadEntry]) -> Tuple<Self> {
        Tuple(entries.iter().map(Self::from).collect())
    }
}

impl fmt::Display for UnreadEntry {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.reason)
    }
}

#[pymethods]
impl UnreadEntry {
    #[classattr]
    fn __match_args__() -> (&'static str, &'static str) {
        ("index", "text")
    }

    #[getter]
    fn index(&self) -> usize {
        self.index
    }

    #[getter]
    fn text(&self) -> &str {
        &self.text
    }

    #[getter]
    fn reason(&self) -> &str {
        &self.reason
    }

    fn __repr__(slf: &Bound<'_, Self>) -> PyResult<String> {
        repr::members(slf, &["index", "text", "reason"])
    }

    fn __hash__(&self) -> u64 {
        crate::hash::of(&(self.index, &self.text))
    }

    /// For `__reduce__` alone: an entry as it was pickled.
    #[staticmethod]
    fn _restore(index: usize, text: String, reason: String) -> Self {
        Self {
            index,
            text,
            reason,
        }
    }

    fn __reduce__<'py>(slf: &Bound<'py, Self>) -> PyResult<Bound<'py, PyAny>> {
        let restore = slf.get_type().getattr("_restore")?;
        let Self {
            index,
            text,
            reason,
        } = slf.get();
        (restore, (index, text, reason)).into_bound_py_any(slf.py())
    }
}
