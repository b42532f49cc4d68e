//! Prices as people write them.

use pyo3::{Borrowed, prelude::*};
use x402_core::money;

use crate::{
    amount::Units,
    error,
    int::Count,
    repr,
    text::{Text, wrong_type},
};

/// A price as people write it, such as `$0.01` or `0.01 USDC`: an exact decimal, never a float.
#[pyclass(frozen, eq, hash, str = "{0}", module = "x402_core")]
#[derive(Clone, Debug, Eq, Hash, PartialEq)]
pub(crate) struct Money(pub(crate) money::Money);

#[pymethods]
impl Money {
    #[new]
    fn new(text: Text) -> PyResult<Self> {
        let money = money::Money::parse(&text.0);
        money.map(Self).map_err(|error| error::value(&error))
    }

    #[staticmethod]
    fn from_amount(amount: Units, decimals: Count) -> PyResult<Self> {
        let decimals = decimals.narrow(DECIMALS)?;
        Ok(Self(money::Money::from_amount(amount.0, decimals)))
    }

    #[getter]
    fn symbol(&self) -> Option<&str> {
        self.0.symbol()
    }

    fn with_symbol(&self, symbol: Text) -> PyResult<Self> {
        let money = self.0.clone().with_symbol(&symbol.0);
        money.map(Self).map_err(|error| error::value(&error))
    }

    fn to_amount(&self, decimals: Count) -> PyResult<Units> {
        let amount = self.0.to_amount(decimals.narrow(DECIMALS)?);
        amount.map(Units).map_err(|error| error::value(&error))
    }

    fn __repr__(&self, py: Python<'_>) -> PyResult<String> {
        repr::call(py, "Money", &self.0.to_string())
    }

    fn __reduce__<'py>(slf: &Bound<'py, Self>) -> (Bound<'py, PyAny>, (String,)) {
        let class = slf.get_type().into_any();
        (class, (slf.get().0.to_string(),))
    }
}

/// A [`Money`], or the text of one.
pub(crate) struct AnyMoney(pub(crate) money::Money);

impl<'py> FromPyObject<'_, 'py> for AnyMoney {
    type Error = PyErr;

    fn extract(value: Borrowed<'_, 'py, PyAny>) -> PyResult<Self> {
        if let Ok(money) = value.cast::<Money>() {
            return Ok(Self(money.get().0.clone()));
        }
        let text: PyResult<Text> = value.extract();
        let Text(text) = text.map_err(|_| wrong_type("Money or str", value))?;
        let money = money::Money::parse(&text);
        money.map(Self).map_err(|error| error::value(&error))
    }
}

/// Of a number of decimal places.
pub(crate) const DECIMALS: &str = "0 to 255 decimal places";
