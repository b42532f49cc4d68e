//! Where a receipt does not fit the payment.

use pyo3::prelude::*;
use x402_core::scheme;

use crate::repr;

/// A member of a facilitator's or a server's response that does not fit the payment.
#[pyclass(frozen, eq, str = "{0}", module = "x402_core.client")]
#[derive(Clone, Debug, Eq, PartialEq)]
pub(crate) struct ReceiptMismatch(pub(crate) scheme::ReceiptMismatch);

#[pymethods]
impl ReceiptMismatch {
    #[classattr]
    fn __match_args__() -> (&'static str, &'static str, &'static str) {
        ("member", "expected", "found")
    }

    #[getter]
    fn member(&self) -> &'static str {
        self.0.member()
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
        repr::members(slf, &["member", "expected", "found"])
    }

    fn __hash__(&self) -> u64 {
        crate::hash::of(&self.0.to_string())
    }
}
