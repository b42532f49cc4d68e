//! What one transaction moved for one payment.

use pyo3::prelude::*;
use x402_core::receipt;

use crate::{amount::Units, pickle::unpicklable, repr};

/// What one transaction moved for one payment, by its logs or its token balances.
#[pyclass(frozen, eq, module = "x402_core.receipt")]
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
pub(crate) struct Movement(pub(super) receipt::Movement);

#[pymethods]
impl Movement {
    #[classattr]
    fn __match_args__() -> (&'static str,) {
        ("kind",)
    }

    #[getter]
    fn kind(&self) -> &'static str {
        self.0.kind().as_str()
    }

    #[getter]
    fn received(&self) -> Option<Units> {
        match self.0 {
            receipt::Movement::Short { received, .. } => Some(Units(received)),
            _ => None,
        }
    }

    #[getter]
    fn log_index(&self) -> Option<u64> {
        match self.0 {
            receipt::Movement::Paid { log_index, .. } => log_index,
            _ => None,
        }
    }

    #[getter]
    fn names_payment(&self) -> Option<bool> {
        match self.0 {
            receipt::Movement::Paid { names_payment, .. }
            | receipt::Movement::Short { names_payment, .. } => Some(names_payment),
            _ => None,
        }
    }

    fn __repr__(slf: &Bound<'_, Self>) -> PyResult<String> {
        repr::members(slf, &["kind", "received", "log_index", "names_payment"])
    }

    fn __hash__(&self) -> u64 {
        crate::hash::of(self)
    }

    fn __reduce__(&self) -> PyResult<()> {
        unpicklable::<Self>("keep the transaction's JSON and read it again")
    }
}
