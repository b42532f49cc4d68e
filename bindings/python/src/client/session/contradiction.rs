//! Where a receipt contradicts the payment.

use pyo3::prelude::*;
use x402_core::client;

use crate::repr;

/// Something that a receipt says and that cannot be, if it is the receipt of this payment.
#[pyclass(frozen, eq, str = "{0}", module = "x402_core.client")]
#[derive(Clone, Debug, Eq, PartialEq)]
pub(crate) struct Contradiction(pub(crate) client::Contradiction);

#[pymethods]
impl Contradiction {
    #[classattr]
    fn __match_args__() -> (&'static str, &'static str, &'static str) {
        ("member", "expected", "found")
    }

    #[getter]
    fn member(&self) -> &'static str {
        match self.0 {
            client::Contradiction::Amount { .. } => "amount",
            client::Contradiction::Network { .. } => "network",
            client::Contradiction::Payer { .. } => "payer",
            client::Contradiction::Status { .. } => "status",
            _ => "transaction",
        }
    }

    #[getter]
    fn expected(&self) -> Option<&str> {
        match &self.0 {
            client::Contradiction::Amount { expected, .. }
            | client::Contradiction::Network { expected, .. }
            | client::Contradiction::Payer { expected, .. } => Some(expected),
            _ => None,
        }
    }

    #[getter]
    fn found(&self) -> String {
        match &self.0 {
            client::Contradiction::Amount { found, .. }
            | client::Contradiction::Network { found, .. }
            | client::Contradiction::Payer { found, .. }
            | client::Contradiction::Transaction { found } => found.clone(),
            client::Contradiction::Status { found } => found.to_string(),
            other => other.to_string(),
        }
    }

    fn __repr__(slf: &Bound<'_, Self>) -> PyResult<String> {
        repr::members(slf, &["member", "expected", "found"])
    }

    fn __hash__(&self) -> u64 {
        crate::hash::of(&self.0.to_string())
    }
}
