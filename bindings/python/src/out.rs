//! Results that `pyo3` has no conversion for.

use pyo3::{
    IntoPyObjectExt as _,
    prelude::*,
    types::{PyBytes, PyTuple},
};
use x402_core::chain::ChainCheck;

/// Bytes as `bytes`, not as a `list` of numbers.
pub(crate) struct Bytes<'a>(pub(crate) &'a [u8]);

impl<'py> IntoPyObject<'py> for Bytes<'_> {
    type Target = PyBytes;
    type Output = Bound<'py, PyBytes>;
    type Error = PyErr;

    fn into_pyobject(self, py: Python<'py>) -> PyResult<Bound<'py, PyBytes>> {
        Ok(PyBytes::new(py, self.0))
    }
}

/// A sequence that stays as it is: a `tuple`.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(crate) struct Tuple<T>(pub(crate) Vec<T>);

impl<'py, T: Clone + IntoPyObject<'py>> IntoPyObject<'py> for &Tuple<T> {
    type Target = PyTuple;
    type Output = Bound<'py, PyTuple>;
    type Error = PyErr;

    fn into_pyobject(self, py: Python<'py>) -> PyResult<Bound<'py, PyTuple>> {
        self.clone().into_pyobject(py)
    }
}

impl<'py, T: IntoPyObject<'py>> IntoPyObject<'py> for Tuple<T> {
    type Target = PyTuple;
    type Output = Bound<'py, PyTuple>;
    type Error = PyErr;

    fn into_pyobject(self, py: Python<'py>) -> PyResult<Bound<'py, PyTuple>> {
        let elements: PyResult<Vec<_>> = self
            .0
            .into_iter()
            .map(|element| element.into_bound_py_any(py))
            .collect();
        PyTuple::new(py, elements?)
    }
}

/// The names of checks that only a chain can make.
pub(crate) fn chain_checks(checks: impl Iterator<Item = ChainCheck>) -> Tuple<&'static str> {
    Tuple(checks.map(ChainCheck::as_str).collect())
}
