//! Keys held in memory: for tests, and for programs that pay by themselves.
//!
//! They cannot be pickled, and show nothing but their address.

use pyo3::{Borrowed, prelude::*};
use x402_core::{client::AnySigningKey, evm, svm};
use zeroize::Zeroizing;

use crate::{
    error,
    text::{Octets, Text, wrong_type},
};

/// The private key of an account on EVM chains.
#[pyclass(frozen, module = "x402_core.client")]
#[derive(Debug)]
pub(crate) struct EvmSigningKey(evm::SigningKey);

#[pymethods]
impl EvmSigningKey {
    #[staticmethod]
    fn from_bytes(bytes: Octets) -> PyResult<Self> {
        let key = evm::SigningKey::from_bytes(&*array(bytes)?);
        key.map(Self).map_err(unusable)
    }

    #[staticmethod]
    fn from_hex(text: Text) -> PyResult<Self> {
        let text = Zeroizing::new(text.0);
        let key = evm::SigningKey::from_hex(&text);
        key.map(Self).map_err(unusable)
    }

    #[getter]
    fn address(&self) -> String {
        self.0.address().to_string()
    }

    fn sign(&self, digest: Octets) -> PyResult<Vec<u8>> {
        Ok(self.0.sign(&*array(digest)?).to_bytes().to_vec())
    }

    fn __repr__(&self) -> String {
        format!("<EvmSigningKey of {}>", self.0.address())
    }
}

/// The private key of an account on Solana.
#[pyclass(frozen, module = "x402_core.client")]
#[derive(Debug)]
pub(crate) struct SvmSigningKey(svm::SigningKey);

#[pymethods]
impl SvmSigningKey {
    #[staticmethod]
    fn from_seed(seed: Octets) -> PyResult<Self> {
        Ok(Self(svm::SigningKey::from_seed(&*array(seed)?)))
    }

    #[staticmethod]
    fn from_keypair_bytes(bytes: Octets) -> PyResult<Self> {
        let key = svm::SigningKey::from_keypair_bytes(&*array(bytes)?);
        key.map(Self).map_err(unusable)
    }

    #[staticmethod]
    fn from_base58(text: Text) -> PyResult<Self> {
        let key = svm::SigningKey::from_base58(&Zeroizing::new(text.0));
        key.map(Self).map_err(unusable)
    }

    #[getter]
    fn address(&self) -> String {
        self.0.address().to_string()
    }

    fn sign(&self, message: Octets) -> Vec<u8> {
        self.0.sign(&message.0).as_bytes().to_vec()
    }

    fn __repr__(&self) -> String {
        format!("<SvmSigningKey of {}>", self.0.address())
    }
}

/// A key of either family.
pub(crate) enum AnyKey<'py> {
    Evm(Bound<'py, EvmSigningKey>),
    Svm(Bound<'py, SvmSigningKey>),
}

impl<'py> FromPyObject<'_, 'py> for AnyKey<'py> {
    type Error = PyErr;

    fn extract(value: Borrowed<'_, 'py, PyAny>) -> PyResult<Self> {
        if let Ok(key) = value.cast() {
            return Ok(Self::Evm(key.to_owned()));
        }
        let key = value.cast().map(|key| Self::Svm(key.to_owned()));
        key.map_err(|_| wrong_type("EvmSigningKey or SvmSigningKey", value))
    }
}

impl AnyKey<'_> {
    pub(crate) fn key(&self) -> AnySigningKey<'_> {
        match self {
            Self::Evm(key) => (&key.get().0).into(),
            Self::Svm(key) => (&key.get().0).into(),
        }
    }
}

/// So many bytes, whose copies are erased; the error never shows them.
fn array<const N: usize>(bytes: Octets) -> PyResult<Zeroizing<[u8; N]>> {
    let bytes = Zeroizing::new(bytes.0);
    let array = <[u8; N]>::try_from(bytes.as_slice()).map(Zeroizing::new);
    array.map_err(|_| {
        let (expected, found) = (format!("{N} bytes"), format!("{} bytes", bytes.len()));
        error::invalid("key or digest", &expected, &found)
    })
}

fn unusable(error: evm::SigningKeyError) -> PyErr {
    match error {
        evm::SigningKeyError::Base58 => {
            error::invalid("private key", "64 or 32 bytes in base58", "another form")
        }
        evm::SigningKeyError::Hex => error::invalid(
            "private key",
            "64 hex digits, with or without `0x`",
            "another form",
        ),
        evm::SigningKeyError::PublicKey => error::invalid(
            "Solana key pair",
            "a seed and its public key",
            "another public key",
        ),
        _ => error::invalid("private key", "a number from 1 to n - 1", "one outside"),
    }
}
