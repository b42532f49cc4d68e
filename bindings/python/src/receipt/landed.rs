//! What a transaction did, as a node reported it in JSON.

use pyo3::prelude::*;
use x402_core::{
    chain::{self, TransactionId, Value},
    receipt, rpc,
};

use super::{Movement, transfers};
use crate::{
    error,
    out::{Bytes, Tuple},
    pickle::unpicklable,
    repr,
    scheme::ExpectedTransfer,
    text::Octets,
};

/// What a transaction did, as a node reported it in JSON.
#[pyclass(frozen, eq, module = "x402_core.receipt")]
#[derive(Clone, Debug, Eq, Hash, PartialEq)]
pub(crate) struct Landed {
    id: TransactionId,
    value: Value,
}

impl Landed {
    fn landed(&self) -> Option<chain::Landed<'_>> {
        chain::Landed::of(&self.value)
    }
}

#[pymethods]
impl Landed {
    #[staticmethod]
    pub(crate) fn read(transaction_json: Octets) -> PyResult<Self> {
        let read = rpc::read_transaction(&transaction_json.0);
        let (id, value) = read.map_err(|error| error::value(&error))?;
        Ok(Self { id, value })
    }

    #[getter]
    pub(crate) fn transaction(&self) -> String {
        self.id.to_string()
    }

    #[getter]
    fn block_number(&self) -> Option<u64> {
        Some(self.landed()?.block()?.number)
    }

    #[getter]
    fn block_hash<'py>(&self, py: Python<'py>) -> PyResult<Option<Bound<'py, PyAny>>> {
        let Some(block) = self.landed().and_then(|landed| landed.block()) else {
            return Ok(None);
        };
        Ok(Some(Bytes(&block.hash).into_pyobject(py)?.into_any()))
    }

    #[getter]
    fn slot(&self) -> Option<u64> {
        self.landed()?.slot()
    }

    pub(crate) fn movements(&self, expected: Vec<Bound<'_, ExpectedTransfer>>) -> Tuple<Movement> {
        let found = self
            .landed()
            .map(|landed| receipt::movements(&transfers(&expected), landed));
        let found = found.unwrap_or_default();
        Tuple(found.into_iter().map(Movement).collect())
    }

    fn __repr__(slf: &Bound<'_, Self>) -> PyResult<String> {
        repr::members(slf, &["transaction", "block_number", "slot"])
    }

    fn __hash__(&self) -> u64 {
        crate::hash::of(self)
    }

    fn __reduce__(&self) -> PyResult<()> {
        unpicklable::<Self>("keep the transaction's JSON and read it again")
    }
}
