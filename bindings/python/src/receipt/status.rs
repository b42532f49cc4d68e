//! What the facts of a chain show of a settlement.

use pyo3::prelude::*;
use x402_core::receipt::{self, PaidBy};

use crate::{amount::Units, out::Bytes, pickle::unpicklable, repr};

/// What the facts of a chain show of a settlement.
#[pyclass(frozen, eq, module = "x402_core.receipt")]
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
pub(crate) struct SettlementStatus(pub(super) receipt::SettlementStatus);

impl SettlementStatus {
    fn paid_by(&self) -> Option<PaidBy> {
        match self.0 {
            receipt::SettlementStatus::Paid(paid_by) => Some(paid_by),
            _ => None,
        }
    }
}

#[pymethods]
impl SettlementStatus {
    #[classattr]
    fn __match_args__() -> (&'static str,) {
        ("kind",)
    }

    #[getter]
    fn kind(&self) -> &'static str {
        self.0.kind().as_str()
    }

    #[getter]
    fn is_contradiction(&self) -> bool {
        self.0.kind().is_contradiction()
    }

    #[getter]
    fn received(&self) -> Option<Units> {
        match self.0 {
            receipt::SettlementStatus::Short { received } => Some(Units(received)),
            _ => None,
        }
    }

    #[getter]
    fn transaction(&self) -> Option<String> {
        Some(self.paid_by()?.transaction.to_string())
    }

    #[getter]
    fn block_number(&self) -> Option<u64> {
        Some(self.paid_by()?.block?.number)
    }

    #[getter]
    fn block_hash<'py>(&self, py: Python<'py>) -> PyResult<Option<Bound<'py, PyAny>>> {
        let Some(block) = self.paid_by().and_then(|paid_by| paid_by.block) else {
            return Ok(None);
        };
        Ok(Some(Bytes(&block.hash).into_pyobject(py)?.into_any()))
    }

    #[getter]
    fn slot(&self) -> Option<u64> {
        self.paid_by()?.slot
    }

    #[getter]
    fn log_index(&self) -> Option<u64> {
        self.paid_by()?.log_index
    }

    fn __str__(&self) -> &'static str {
        self.0.kind().text()
    }

    fn __repr__(slf: &Bound<'_, Self>) -> PyResult<String> {
        repr::members(
            slf,
            &["kind", "received", "transaction", "block_number", "slot"],
        )
    }

    fn __hash__(&self) -> u64 {
        crate::hash::of(self)
    }

    fn __reduce__(&self) -> PyResult<()> {
        unpicklable::<Self>("prove the settlement again")
    }
}
