//! Why an exchange ended without what was asked for.

use pyo3::prelude::*;
use x402_core::server;

use crate::{error, repr, scheme::ReceiptMismatch};

/// Why an exchange ended without what was asked for, for the seller's log.
#[pyclass(frozen, eq, str = "{0}", module = "x402_core.server")]
#[derive(Clone, Debug, Eq, PartialEq)]
pub(crate) struct Problem(pub(crate) server::Problem);

#[pymethods]
impl Problem {
    #[classattr]
    fn __match_args__() -> (&'static str,) {
        ("kind",)
    }

    #[getter]
    fn kind(&self) -> &'static str {
        self.0.kind().as_str()
    }

    #[getter]
    fn reason(&self) -> Option<&str> {
        match &self.0 {
            server::Problem::Invalid(reason) | server::Problem::NotSettled(reason) => Some(reason),
            server::Problem::FalseSettlement(shown) => Some(shown.as_str()),
            _ => None,
        }
    }

    #[getter]
    fn refusal(&self) -> Option<PyErr> {
        match &self.0 {
            server::Problem::Refused(refusal) => Some(error::refusal(refusal)),
            _ => None,
        }
    }

    #[getter]
    fn mismatch(&self) -> Option<ReceiptMismatch> {
        match &self.0 {
            server::Problem::Mismatch(mismatch) => Some(ReceiptMismatch(mismatch.clone())),
            _ => None,
        }
    }

    fn __repr__(slf: &Bound<'_, Self>) -> PyResult<String> {
        repr::members(slf, &["kind", "reason", "refusal", "mismatch"])
    }

    fn __hash__(&self) -> u64 {
        crate::hash::of(&self.0.to_string())
    }
}
