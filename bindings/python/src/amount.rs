//! Amounts in atomic token units, as Python's `int`.

use pyo3::{
    Borrowed, IntoPyObjectExt as _,
    prelude::*,
    types::{PyBytes, PyInt},
};
use x402_core::amount::Amount;

use crate::{error, int};

/// An `int` from 0 to 2^256-1.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Units(pub(crate) Amount);

impl Units {
    /// The same as wei for a unit of gas: a fee that an account can pay fits 128 bits.
    pub(crate) fn wei(self) -> PyResult<u128> {
        u128::try_from(self.0.to_u256())
            .map_err(|_| error::invalid("fee", "less than 2^128 wei", &self.0.to_string()))
    }
}

impl<'py> FromPyObject<'_, 'py> for Units {
    type Error = PyErr;

    fn extract(value: Borrowed<'_, 'py, PyAny>) -> PyResult<Self> {
        let number = int::cast(value)?;
        if let Ok(small) = number.extract::<u64>() {
            return Ok(Self(Amount::from(small)));
        }
        let amount = int::digits(&number)?.parse();
        amount.map(Self).map_err(|error| error::value(&error))
    }
}

impl<'py> IntoPyObject<'py> for Units {
    type Target = PyAny;
    type Output = Bound<'py, PyAny>;
    type Error = PyErr;

    fn into_pyobject(self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        if let Some(small) = self.0.to_u64() {
            return small.into_bound_py_any(py);
        }
        let bytes = PyBytes::new(py, &self.0.to_be_bytes());
        py.get_type::<PyInt>()
            .call_method1("from_bytes", (bytes, "big"))
    }
}
