//! What the payer's account signs.

use pyo3::{prelude::*, types::PyDict};
use x402_core::client::{self, AccountKind, ToSign};

use super::{Choice, SignedPayment, assemble};
use crate::{out::Bytes, repr, scheme::Policy, text::Octets};

use super::signing_key::AnyKey;

/// A payment that only lacks its signature.
#[pyclass(frozen, module = "x402_core.client")]
#[derive(Clone, Debug)]
pub(crate) struct SigningRequest(pub(crate) client::SigningRequest);

#[pymethods]
impl SigningRequest {
    #[getter]
    fn choice(&self) -> Choice {
        Choice(self.0.choice().clone())
    }

    #[getter]
    fn payer(&self) -> String {
        self.0.payer().to_string()
    }

    #[getter]
    fn contract_wallet(&self) -> bool {
        self.0.account_kind() == AccountKind::Contract
    }

    #[getter]
    fn to_sign(&self) -> Vec<u8> {
        match self.0.to_sign() {
            ToSign::Digest(digest) => digest.to_vec(),
            ToSign::Message(message) => message.to_vec(),
        }
    }

    #[getter]
    fn digest(&self) -> Option<Vec<u8>> {
        self.0.digest().map(|digest| digest.to_vec())
    }

    #[getter]
    fn typed_data_json(&self) -> Option<String> {
        self.0.typed_data_json()
    }

    #[getter]
    fn typed_data<'py>(&self, py: Python<'py>) -> PyResult<Option<Bound<'py, PyDict>>> {
        let Some(text) = self.0.typed_data_json() else {
            return Ok(None);
        };
        let loads = py.import("json")?.getattr("loads")?;
        Ok(Some(loads.call1((text,))?.extract()?))
    }

    #[getter]
    fn solana_message(&self) -> Option<Bytes<'_>> {
        self.0.solana_message().map(Bytes)
    }

    #[getter]
    fn solana_transaction(&self) -> Option<Vec<u8>> {
        self.0.solana_transaction()
    }

    fn assemble(&self, py: Python<'_>, signature: Octets) -> PyResult<SignedPayment> {
        assemble::answer(py.detach(|| self.0.assemble(&signature.0)))
    }

    fn assemble_contract(&self, py: Python<'_>, signature: Octets) -> PyResult<SignedPayment> {
        assemble::answer(py.detach(|| self.0.assemble_contract(&signature.0)))
    }

    #[pyo3(signature = (transaction, *, policy))]
    fn assemble_transaction(
        &self,
        py: Python<'_>,
        transaction: Octets,
        policy: &Bound<'_, Policy>,
    ) -> PyResult<SignedPayment> {
        let policy = &policy.get().0;
        assemble::answer(py.detach(|| self.0.assemble_transaction(&transaction.0, policy)))
    }

    fn sign_with(&self, py: Python<'_>, key: AnyKey<'_>) -> PyResult<SignedPayment> {
        let key = key.key();
        assemble::answer(py.detach(|| self.0.sign_with(key)))
    }

    fn __repr__(slf: &Bound<'_, Self>) -> PyResult<String> {
        repr::members(slf, &["payer", "choice"])
    }
}
