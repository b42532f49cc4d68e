//! How queries are put into requests.

use pyo3::prelude::*;
use x402_core::rpc;

use crate::int::Count;

/// How queries are put into requests: how many in a batch, and whether through Multicall3.
#[pyclass(frozen, eq, module = "x402_core.chain")]
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
pub(crate) struct Shape(pub(crate) rpc::Shape);

impl Shape {
    /// The shape of an argument, or the default.
    pub(crate) fn of(argument: Option<&Bound<'_, Self>>) -> rpc::Shape {
        argument.map_or_else(rpc::Shape::default, |shape| shape.get().0)
    }
}

#[pymethods]
impl Shape {
    #[new]
    #[pyo3(signature = (*, batch=None, multicall=true))]
    fn new(batch: Option<Count>, multicall: bool) -> PyResult<Self> {
        let mut shape = rpc::Shape {
            multicall,
            ..rpc::Shape::default()
        };
        if let Some(batch) = batch {
            shape.batch = batch.narrow::<usize>("a number of requests")?;
        }
        Ok(Self(shape))
    }

    #[classattr]
    fn __match_args__() -> (&'static str, &'static str) {
        ("batch", "multicall")
    }

    #[getter]
    fn batch(&self) -> usize {
        self.0.batch
    }

    #[getter]
    fn multicall(&self) -> bool {
        self.0.multicall
    }

    fn __repr__(&self) -> String {
        let multicall = if self.0.multicall { "True" } else { "False" };
        format!("Shape(batch={}, multicall={multicall})", self.0.batch)
    }

    fn __hash__(&self) -> u64 {
        crate::hash::of(self)
    }

    fn __reduce__<'py>(slf: &Bound<'py, Self>) -> PyResult<Bound<'py, PyAny>> {
        let arguments = pyo3::types::PyDict::new(slf.py());
        arguments.set_item("batch", slf.get().0.batch)?;
        arguments.set_item("multicall", slf.get().0.multicall)?;
        crate::pickle::rebuild(slf, &arguments)
    }
}
