//! A payment that can be sent.

use pyo3::prelude::*;
use x402_core::client::{self, Proof};

use super::Cost;
use crate::{either::Payload, error, repr, verify::Verified};

/// A signed payment and the header that carries it.
///
/// It is money until it expires: `repr()` does not show it, and it cannot be pickled.
#[pyclass(frozen, eq, module = "x402_core.client")]
#[derive(Clone, Debug, Eq, PartialEq)]
pub(crate) struct SignedPayment(pub(crate) client::SignedPayment);

#[pymethods]
impl SignedPayment {
    #[getter]
    fn header_name(&self) -> &'static str {
        self.0.header_name()
    }

    #[getter]
    fn header_text(&self) -> &str {
        self.0.header_text()
    }

    #[getter]
    fn headers(&self) -> std::collections::BTreeMap<&'static str, &str> {
        [(self.0.header_name(), self.0.header_text())].into()
    }

    #[getter]
    fn message(&self) -> Payload {
        Payload::from(self.0.message().clone())
    }

    #[getter]
    fn payer(&self) -> String {
        self.0.payer().to_string()
    }

    #[getter]
    fn cost(&self) -> Cost {
        Cost(self.0.cost().clone())
    }

    #[getter]
    fn network_text(&self) -> &str {
        self.0.network_text()
    }

    #[getter]
    fn valid_until(&self) -> Option<u64> {
        self.0.valid_until()
    }

    #[getter]
    fn verified(&self) -> Option<Verified> {
        self.0.verified().cloned().map(Verified)
    }

    #[getter]
    fn unproven(&self) -> Option<PyErr> {
        match self.0.proof() {
            Proof::Proven(_) => None,
            Proof::Unproven(undecided) => Some(error::undecided(undecided)),
        }
    }

    fn __repr__(slf: &Bound<'_, Self>) -> PyResult<String> {
        repr::members(slf, &["header_name", "payer", "cost"])
    }

    fn __hash__(&self) -> u64 {
        crate::hash::of(&self.0.header_text())
    }
}
