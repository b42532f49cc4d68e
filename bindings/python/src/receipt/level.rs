//! How sure a settlement must be, as an argument.

use pyo3::{Borrowed, IntoPyObjectExt as _, prelude::*, types::PyString};
use x402_core::chain::Level;

use crate::{
    error,
    int::{Count, cast},
    text::{Text, wrong_type},
};

/// A level: its name, or a number of further blocks.
pub(crate) struct AnyLevel(pub(crate) Level);

impl AnyLevel {
    pub(crate) fn or_default(level: Option<Self>) -> Level {
        level.map_or_else(Level::default, |level| level.0)
    }
}

impl<'py> IntoPyObject<'py> for AnyLevel {
    type Target = PyAny;
    type Output = Bound<'py, PyAny>;
    type Error = PyErr;

    fn into_pyobject(self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        match self.0 {
            Level::Depth(blocks) => blocks.into_bound_py_any(py),
            level => level.to_string().into_bound_py_any(py),
        }
    }
}

impl FromPyObject<'_, '_> for AnyLevel {
    type Error = PyErr;

    fn extract(value: Borrowed<'_, '_, PyAny>) -> PyResult<Self> {
        if !value.is_instance_of::<PyString>() {
            cast(value).map_err(|_| wrong_type("str or int", value))?;
            let depth: Count = value.extract()?;
            let depth = depth.narrow("a number of blocks below 2^32")?;
            return Ok(Self(Level::Depth(depth)));
        }
        let Text(text) = value.extract()?;
        Ok(Self(match &*text {
            "included" => Level::Included,
            "safe" => Level::Safe,
            "finalized" => Level::Finalized,
            other => {
                let found: String = other.chars().take(80).collect();
                let expected = "`included`, `safe`, `finalized` or a number of blocks";
                return Err(error::invalid("level", expected, &format!("{found:?}")));
            }
        }))
    }
}
