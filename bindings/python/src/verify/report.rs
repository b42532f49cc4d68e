//! What every rule said.

use pyo3::{PyErr, prelude::*};
use x402_core::verify;

use super::Verified;
use crate::{
    error,
    out::Tuple,
    pickle::unpicklable,
    scheme::{Finding, Note},
};

/// Every rule's outcome for one payment, and the verdict that follows from them.
#[pyclass(frozen, eq, module = "x402_core")]
#[derive(Clone, Debug, Eq, PartialEq)]
pub(crate) struct Report(pub(crate) verify::Report);

#[pymethods]
impl Report {
    fn verdict(&self) -> PyResult<Verified> {
        match self.0.verdict() {
            Ok(verified) => Ok(Verified(verified.clone())),
            Err(refusal) => Err(error::refusal(refusal)),
        }
    }

    #[getter]
    fn refusal(&self) -> Option<PyErr> {
        self.0.verdict().err().map(error::refusal)
    }

    #[getter]
    fn findings(&self) -> Tuple<Finding> {
        Tuple(self.0.findings().iter().cloned().map(Finding).collect())
    }

    #[getter]
    fn notes(&self) -> Tuple<Note> {
        Tuple(self.0.notes().iter().cloned().map(Note).collect())
    }

    fn __repr__(&self) -> String {
        match self.0.verdict() {
            Ok(verified) => format!("<Report: {verified}>"),
            Err(refusal) => format!("<Report: {refusal}>"),
        }
    }

    fn __reduce__(&self) -> PyResult<()> {
        unpicklable::<Self>("it may hold a Verified; keep the payment and examine it again")
    }
}
