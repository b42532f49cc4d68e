//! Text and bytes as arguments.

use std::{borrow::Cow, str::FromStr};

use pyo3::{
    Borrowed,
    exceptions::PyTypeError,
    prelude::*,
    types::{PyByteArray, PyBytes, PyString},
};
use x402_core::ValueError;

use crate::error;

/// A `str`; half a surrogate pair in it becomes U+FFFD, which no grammar of ours takes.
pub(crate) struct Text(pub(crate) String);

impl<'py> FromPyObject<'_, 'py> for Text {
    type Error = PyErr;

    fn extract(value: Borrowed<'_, 'py, PyAny>) -> PyResult<Self> {
        match value.cast::<PyString>() {
            Ok(text) => Ok(Self(text.to_string_lossy().into_owned())),
            Err(_) => Err(wrong_type("str", value)),
        }
    }
}

/// An argument of a type that the call does not take.
pub(crate) fn wrong_type(expected: &str, value: Borrowed<'_, '_, PyAny>) -> PyErr {
    match value.get_type().name() {
        Ok(found) => PyTypeError::new_err(format!("expected {expected}, found {found}")),
        Err(error) => error,
    }
}

/// What stands in a header or a body: `str`, `bytes` or `bytearray`.
pub(crate) struct Octets(pub(crate) Vec<u8>);

impl<'py> FromPyObject<'_, 'py> for Octets {
    type Error = PyErr;

    fn extract(value: Borrowed<'_, 'py, PyAny>) -> PyResult<Self> {
        if let Ok(text) = value.cast::<PyString>() {
            if let Ok(text) = text.to_str() {
                return Ok(Self(text.as_bytes().to_vec()));
            }
            // Half a surrogate pair: bytes that are no UTF-8, for the core to refuse.
            let bytes = text.call_method1("encode", ("utf-8", "surrogatepass"))?;
            return Ok(Self(bytes.extract()?));
        }
        if value.is_instance_of::<PyBytes>() || value.is_instance_of::<PyByteArray>() {
            return Ok(Self(value.extract()?));
        }
        Err(wrong_type("str or bytes", value))
    }
}

impl Octets {
    /// As a text, for readers of base64: bytes that are not UTF-8 are not base64 either.
    pub(crate) fn text(&self) -> Cow<'_, str> {
        String::from_utf8_lossy(&self.0)
    }
}

/// One of the core's words, such as `upfront`.
#[derive(Clone, Copy)]
pub(crate) struct Word<T>(pub(crate) T);

impl<T: FromStr<Err = ValueError>> FromPyObject<'_, '_> for Word<T> {
    type Error = PyErr;

    fn extract(value: Borrowed<'_, '_, PyAny>) -> PyResult<Self> {
        let Text(text) = value.extract()?;
        text.parse().map(Self).map_err(|error| error::value(&error))
    }
}
