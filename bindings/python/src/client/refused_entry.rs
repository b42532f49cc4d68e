//! One entry of `accepts` that is not paid, and why.

use core::fmt;

use pyo3::{IntoPyObjectExt as _, prelude::*};
use x402_core::client;

use crate::{error, out::Tuple, repr};

/// One entry of `accepts` that is not paid, and why.
///
/// It is part of an exception, which may come from another process: it can be pickled.
#[pyclass(frozen, eq, str, module = "x402_core.client")]
#[derive(Clone, Debug, Eq, PartialEq)]
pub(crate) struct RefusedEntry {
    index: usize,
    reason: String,
    pointer: String,
    expected: String,
    found: String,
    text: String,
}

impl From<&client::RefusedEntry> for RefusedEntry {
    fn from(entry: &client::RefusedEntry) -> Self {
        Self {
            index: entry.index(),
            reason: entry.reason().to_string(),
            pointer: entry.pointer().into(),
            expected: entry.expected().into(),
            found: entry.found().into(),
            text: entry.to_string(),
        }
    }
}

impl fmt::Display for RefusedEntry {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

#[pymethods]
impl RefusedEntry {
    #[classattr]
    fn __match_args__() -> (&'static str, &'static str) {
        ("index", "reason")
    }

    #[getter]
    fn index(&self) -> usize {
        self.index
    }

    #[getter]
    fn reason(&self) -> &str {
        &self.reason
    }

    #[getter]
    fn pointer(&self) -> &str {
        &self.pointer
    }

    #[getter]
    fn expected(&self) -> &str {
        &self.expected
    }

    #[getter]
    fn found(&self) -> &str {
        &self.found
    }

    fn __repr__(slf: &Bound<'_, Self>) -> PyResult<String> {
        repr::members(slf, &["index", "reason", "pointer", "expected", "found"])
    }

    fn __hash__(&self) -> u64 {
        crate::hash::of(&self.text)
    }

    /// For `__reduce__` alone: an entry as it was pickled.
    #[staticmethod]
    fn _restore(
        index: usize,
        reason: String,
        pointer: String,
        expected: String,
        found: String,
        text: String,
    ) -> Self {
        Self {
            index,
            reason,
            pointer,
            expected,
            found,
            text,
        }
    }

    fn __reduce__<'py>(slf: &Bound<'py, Self>) -> PyResult<Bound<'py, PyAny>> {
        let restore = slf.get_type().getattr("_restore")?;
        let Self {
            index,
            reason,
            pointer,
            expected,
            found,
            text,
        } = slf.get();
        let state = (index, reason, pointer, expected, found, text);
        (restore, state).into_bound_py_any(slf.py())
    }
}

/// Nothing on offer is paid.
pub(super) fn no_choice(error: &client::NoChoice) -> PyErr {
    let refused = error.refused().iter().map(RefusedEntry::from).collect();
    error::no_choice(error, Tuple(refused))
}
