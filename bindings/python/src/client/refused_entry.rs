//! One entry of `accepts` that is not paid, and why.

use pyo3::prelude::*;
use x402_core::client;

use crate::repr;

/// One entry of `accepts` that is not paid, and why.
#[pyclass(frozen, eq, str = "{0}", module = "x402_core.client")]
#[derive(Clone, Debug, Eq, PartialEq)]
pub(crate) struct RefusedEntry(client::RefusedEntry);

impl From<&client::RefusedEntry> for RefusedEntry {
    fn from(entry: &client::RefusedEntry) -> Self {
        Self(entry.clone())
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
        self.0.index()
    }

    #[getter]
    fn reason(&self) -> &'static str {
        self.0.reason().as_str()
    }

    #[getter]
    fn pointer(&self) -> &str {
        self.0.pointer()
    }

    #[getter]
    fn expected(&self) -> &str {
        self.0.expected()
    }

    #[getter]
    fn found(&self) -> &str {
        self.0.found()
    }

    fn __repr__(slf: &Bound<'_, Self>) -> PyResult<String> {
        repr::members(slf, &["index", "reason", "pointer", "expected", "found"])
    }

    fn __hash__(&self) -> u64 {
        crate::convert::hash(&self.0.to_string())
    }
}
