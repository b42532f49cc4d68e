//! Addresses, as their text.

use pyo3::{Borrowed, prelude::*};
use x402_core::{Address, evm, svm};

use crate::{error, text::Text};

/// An address of any family: `0x` and hexadecimal digits, or base58.
#[derive(Clone, Copy)]
pub(crate) struct AnyAddress(pub(crate) Address);

impl<'py> FromPyObject<'_, 'py> for AnyAddress {
    type Error = PyErr;

    fn extract(value: Borrowed<'_, 'py, PyAny>) -> PyResult<Self> {
        let Text(text) = value.extract()?;
        text.parse().map(Self).map_err(|error| error::value(&error))
    }
}

/// An address of Solana.
#[derive(Clone, Copy, Eq, Hash, Ord, PartialEq, PartialOrd)]
pub(crate) struct SvmAddress(pub(crate) svm::Address);

impl<'py> FromPyObject<'_, 'py> for SvmAddress {
    type Error = PyErr;

    fn extract(value: Borrowed<'_, 'py, PyAny>) -> PyResult<Self> {
        let Text(text) = value.extract()?;
        text.parse().map(Self).map_err(|error| error::value(&error))
    }
}

/// An address of an EVM chain.
#[derive(Clone, Copy)]
pub(crate) struct EvmAddress(pub(crate) evm::Address);

impl<'py> FromPyObject<'_, 'py> for EvmAddress {
    type Error = PyErr;

    fn extract(value: Borrowed<'_, 'py, PyAny>) -> PyResult<Self> {
        let Text(text) = value.extract()?;
        text.parse().map(Self).map_err(|error| error::value(&error))
    }
}
