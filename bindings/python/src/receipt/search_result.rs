//! Another transaction that used, or cancelled, what the payer signed.

use pyo3::prelude::*;
use x402_core::receipt;

use crate::{
    chain::{ChainQueries, Facts},
    error,
    int::Count,
    pickle::unpicklable,
    repr,
    scheme::ExpectedTransfer,
};

/// What a search of a range of blocks found.
#[pyclass(frozen, eq, module = "x402_core.receipt")]
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
pub(crate) struct SearchResult(receipt::SearchResult);

#[pymethods]
impl SearchResult {
    #[classattr]
    fn __match_args__() -> (&'static str, &'static str) {
        ("kind", "transaction")
    }

    #[getter]
    fn kind(&self) -> &'static str {
        self.0.kind().as_str()
    }

    #[getter]
    fn transaction(&self) -> Option<String> {
        self.0.transaction().map(|id| id.to_string())
    }

    fn __repr__(slf: &Bound<'_, Self>) -> PyResult<String> {
        repr::members(slf, &["kind", "transaction"])
    }

    fn __hash__(&self) -> u64 {
        crate::hash::of(self)
    }

    fn __reduce__(&self) -> PyResult<()> {
        unpicklable::<Self>("search again")
    }
}

/// The queries that look for the transaction which used or cancelled an authorization.
#[pyfunction]
pub(crate) fn search(
    expected: &Bound<'_, ExpectedTransfer>,
    first_block: Count,
    last_block: Count,
) -> PyResult<ChainQueries> {
    receipt::search(&expected.get().0, first_block.0, last_block.0)
        .map(ChainQueries)
        .map_err(|error| error::value(&error))
}

/// What the answers to the queries of `search` show, for the same range.
#[pyfunction]
pub(crate) fn find(
    expected: &Bound<'_, ExpectedTransfer>,
    first_block: Count,
    last_block: Count,
    facts: &Bound<'_, Facts>,
) -> PyResult<SearchResult> {
    let Facts { facts, quorum } = facts.get();
    let (first, last) = (first_block.0, last_block.0);
    receipt::find(&expected.get().0, first, last, facts, *quorum)
        .map(SearchResult)
        .map_err(|error| error::value(&error))
}
