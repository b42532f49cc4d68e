//! How tokens are transferred, by the names of the wire.

use pyo3::{Borrowed, prelude::*};
use x402_core::asset::{TokenProgram, TransferMethod};

use crate::{error, text::Text};

/// `eip3009`, `permit2` or `erc7710`.
#[derive(Clone, Copy)]
pub(crate) struct Transfer(pub(crate) TransferMethod);

impl<'py> FromPyObject<'_, 'py> for Transfer {
    type Error = PyErr;

    fn extract(value: Borrowed<'_, 'py, PyAny>) -> PyResult<Self> {
        let Text(text) = value.extract()?;
        text.parse().map(Self).map_err(|error| error::value(&error))
    }
}

/// `Token` or `Token-2022`.
#[derive(Clone, Copy)]
pub(crate) struct Program(pub(crate) TokenProgram);

impl Default for Program {
    fn default() -> Self {
        Self(TokenProgram::Token)
    }
}

impl<'py> FromPyObject<'_, 'py> for Program {
    type Error = PyErr;

    fn extract(value: Borrowed<'_, 'py, PyAny>) -> PyResult<Self> {
        let Text(text) = value.extract()?;
        text.parse().map(Self).map_err(|error| error::value(&error))
    }
}
