//! What can be pickled, and what cannot.

use pyo3::{IntoPyObjectExt as _, PyClass, exceptions::PyTypeError, prelude::*, types::PyDict};

/// What `__reduce__` answers for an object that its class makes of these keyword arguments.
pub(crate) fn rebuild<'py, T: PyClass>(
    object: &Bound<'py, T>,
    arguments: &Bound<'py, PyDict>,
) -> PyResult<Bound<'py, PyAny>> {
    let partial = object.py().import("functools")?.getattr("partial")?;
    let make = partial.call((object.as_any().get_type(),), Some(arguments))?;
    (make, ()).into_bound_py_any(object.py())
}

/// What `__reduce__` answers for an object that only its own process can have.
pub(crate) fn unpicklable<T: PyClass>(instead: &str) -> PyResult<()> {
    let message = format!("cannot pickle {}: {instead}", T::NAME);
    Err(PyTypeError::new_err(message))
}
