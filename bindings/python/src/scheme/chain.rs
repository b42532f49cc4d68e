//! A declared state of chains.

use pyo3::{prelude::*, types::PyType};
use x402_core::chain;

use crate::{error, text::Octets};

/// A state of chains, declared in place of a node.
#[pyclass(frozen, eq, module = "x402_core")]
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct DeclaredState {
    text: String,
    pub(crate) state: chain::DeclaredState,
}

impl DeclaredState {
    fn parse(text: String) -> PyResult<Self> {
        match chain::DeclaredState::parse_closed(&text) {
            Ok(state) => Ok(Self { text, state }),
            Err(error) => Err(error::value(&error)),
        }
    }
}

#[pymethods]
impl DeclaredState {
    #[classmethod]
    fn from_json(_class: &Bound<'_, PyType>, text: Octets) -> PyResult<Self> {
        Self::parse(text.text().into_owned())
    }

    #[classmethod]
    fn from_dict(_class: &Bound<'_, PyType>, members: &Bound<'_, PyAny>) -> PyResult<Self> {
        Self::parse(crate::json::text(members)?)
    }

    fn to_json(&self) -> &str {
        &self.text
    }

    fn __repr__(slf: &Bound<'_, Self>) -> PyResult<String> {
        let name = "DeclaredState.from_json";
        crate::repr::call(slf.py(), name, &slf.get().text)
    }

    fn __hash__(&self) -> u64 {
        crate::hash::of(&self.text)
    }

    fn __reduce__<'py>(slf: &Bound<'py, Self>) -> PyResult<(Bound<'py, PyAny>, (String,))> {
        let rebuild = slf.get_type().getattr("from_json")?;
        Ok((rebuild, (slf.get().text.clone(),)))
    }
}
