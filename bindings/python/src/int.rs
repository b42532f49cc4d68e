//! Python's integers, which have no bound.

use pyo3::{
    Borrowed,
    prelude::*,
    types::{PyBool, PyInt},
};

use crate::{error, text::wrong_type};

/// The decimal digits of an `int` of any size.
pub(crate) fn digits(number: &Bound<'_, PyInt>) -> PyResult<String> {
    if let Ok(small) = number.extract::<i64>() {
        return Ok(small.to_string());
    }
    // Not `str(number)`: it refuses long numbers, and a subclass may print something else.
    let decimal = number.py().import("decimal")?.getattr("Decimal")?;
    decimal
        .call1((number,))?
        .call_method1("__format__", ("f",))?
        .extract()
}

/// The `int` that an argument is; `True` and `False` are none.
pub(crate) fn cast<'a, 'py>(value: Borrowed<'a, 'py, PyAny>) -> PyResult<Borrowed<'a, 'py, PyInt>> {
    match value.cast::<PyInt>() {
        Ok(number) if !value.is_instance_of::<PyBool>() => Ok(number),
        _ => Err(wrong_type("int", value)),
    }
}

/// A count from 0 to 2^64-1.
#[derive(Clone, Copy)]
pub(crate) struct Count(pub(crate) u64);

impl<'py> FromPyObject<'_, 'py> for Count {
    type Error = PyErr;

    fn extract(value: Borrowed<'_, 'py, PyAny>) -> PyResult<Self> {
        let number = cast(value)?;
        number
            .extract()
            .map(Self)
            .map_err(|_| match digits(&number) {
                Ok(found) => error::invalid("number", "0 to 2^64-1", &excerpt(&found)),
                Err(error) => error,
            })
    }
}

impl Count {
    /// The same as a narrower number.
    pub(crate) fn narrow<T: TryFrom<u64>>(self, expected: &str) -> PyResult<T> {
        let found = self.0.to_string();
        T::try_from(self.0).map_err(|_| error::invalid("number", expected, &found))
    }
}

/// A number of any length, shortened.
fn excerpt(digits: &str) -> String {
    match digits.get(..40) {
        Some(beginning) => format!("{beginning}…"),
        None => digits.to_owned(),
    }
}
