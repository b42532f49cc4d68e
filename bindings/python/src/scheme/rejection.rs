//! A broken rule: a failure in a report, or a warning.

use pyo3::prelude::*;
use x402_core::scheme;

use super::Rule;
use crate::repr;

/// A well-formed payment that breaks a rule; also the form of a warning.
#[pyclass(frozen, eq, str = "{0}", module = "x402_core")]
#[derive(Clone, Debug, Eq, PartialEq)]
pub(crate) struct Rejection(pub(crate) scheme::Rejection);

#[pymethods]
impl Rejection {
    #[classattr]
    fn __match_args__() -> (&'static str, &'static str) {
        ("code", "pointer")
    }

    #[getter]
    fn rule(&self) -> Rule {
        Rule(self.0.rule())
    }

    #[getter]
    fn code(&self) -> &'static str {
        self.0.code()
    }

    #[getter]
    fn wire_code(&self) -> &'static str {
        self.0.wire_code()
    }

    #[getter]
    fn pointer(&self) -> &str {
        self.0.pointer()
    }

    #[getter]
    fn instruction(&self) -> Option<usize> {
        self.0.instruction()
    }

    #[getter]
    fn expected(&self) -> &str {
        self.0.expected()
    }

    #[getter]
    fn found(&self) -> &str {
        self.0.found()
    }

    #[getter]
    fn hint(&self) -> &'static str {
        self.0.hint()
    }

    fn __repr__(slf: &Bound<'_, Self>) -> PyResult<String> {
        repr::members(
            slf,
            &["code", "pointer", "instruction", "expected", "found"],
        )
    }

    fn __hash__(&self) -> u64 {
        crate::hash::of(&self.0.to_string())
    }
}
