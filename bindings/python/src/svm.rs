//! Transactions of Solana that lack their fee payer's signature alone.

use pyo3::prelude::*;
use x402_core::svm::{PartiallySignedTransaction, Signature};

use crate::{
    error,
    out::Bytes,
    pickle::unpicklable,
    text::{Octets, Word},
};

/// A transaction that every signer has signed but the fee payer, whose signature is the last one.
#[pyclass(frozen, eq, hash, module = "x402_core.svm")]
#[derive(Clone, Debug, Eq, Hash, PartialEq)]
pub(crate) struct SvmPartiallySignedTransaction(PartiallySignedTransaction);

#[pymethods]
impl SvmPartiallySignedTransaction {
    #[staticmethod]
    fn parse(bytes: Octets) -> PyResult<Self> {
        let parsed = PartiallySignedTransaction::parse(&bytes.0);
        parsed.map(Self).map_err(|error| {
            let expected = "a transaction that every signer but the fee payer has signed";
            error::invalid("transaction", expected, &error.to_string())
        })
    }

    #[getter]
    fn fee_payer(&self) -> String {
        self.0.fee_payer().to_string()
    }

    #[getter]
    fn message(&self) -> Bytes<'_> {
        Bytes(self.0.message())
    }

    #[getter]
    fn message_hash<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        Ok(Bytes(&self.0.message_hash()).into_pyobject(py)?.into_any())
    }

    fn with_signature<'py>(
        &self,
        py: Python<'py>,
        signature: Word<Signature>,
    ) -> PyResult<Bound<'py, PyAny>> {
        let whole = self.0.with_signature(&signature.0).map_err(|error| {
            let expected = "the fee payer's signature of the message";
            error::invalid("signature", expected, &error.to_string())
        })?;
        Ok(Bytes(&whole).into_pyobject(py)?.into_any())
    }

    fn __repr__(&self) -> String {
        format!("<SvmPartiallySignedTransaction of {}>", self.0.fee_payer())
    }

    fn __reduce__(&self) -> PyResult<()> {
        unpicklable::<Self>("keep its bytes, and as a secret until they have expired")
    }
}
