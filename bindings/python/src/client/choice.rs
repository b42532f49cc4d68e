//! The way to pay that was chosen, and what the payer's account signs for it.
//!
//! A choice makes a signing request, which returns its choice: one file, and no circle of files.

use pyo3::{prelude::*, types::PyDict};
use x402_core::{
    Address,
    client::{self, AccountKind, Inputs, ToSign},
    json::Json,
};

use super::{Cost, RefusedEntry, SignedPayment, assemble, signing_key::AnyKey};
use crate::{
    address::AnyAddress,
    amount::Units,
    asset::Asset,
    chain::ChainQueries,
    error,
    json::{self, Dict},
    network::Network,
    out::{Bytes, Tuple},
    repr,
    scheme::{AnyChain, Policy},
    text::{Octets, Text},
    timestamp::Moment,
};

/// The entry of `accepts` that will be paid, and everything that the payment takes from the 402.
#[pyclass(frozen, module = "x402_core.client")]
#[derive(Clone, Debug)]
pub(crate) struct Choice(pub(crate) client::Choice);

#[pymethods]
impl Choice {
    #[classattr]
    fn __match_args__() -> (&'static str, &'static str) {
        ("index", "price")
    }

    #[getter]
    fn index(&self) -> usize {
        self.0.index()
    }

    #[getter]
    fn x402_version(&self) -> u64 {
        self.0.version().number()
    }

    #[getter]
    fn network(&self) -> Network {
        Network(self.0.offer().network().clone())
    }

    #[getter]
    fn amount(&self) -> Units {
        Units(self.0.offer().amount())
    }

    #[getter]
    fn pay_to(&self) -> String {
        self.0.offer().pay_to().to_string()
    }

    #[getter]
    fn payer(&self) -> String {
        self.0.payer().to_string()
    }

    #[getter]
    fn asset(&self) -> Option<Asset> {
        self.0.asset().cloned().map(Asset)
    }

    #[getter]
    fn cost(&self) -> Cost {
        Cost(self.0.cost().clone())
    }

    #[getter]
    fn price(&self) -> String {
        self.0.price()
    }

    #[getter]
    fn refused(&self) -> Tuple<RefusedEntry> {
        Tuple(self.0.refused().iter().map(RefusedEntry::from).collect())
    }

    fn queries(&self) -> ChainQueries {
        ChainQueries(self.0.queries())
    }

    fn funding_queries(&self) -> ChainQueries {
        ChainQueries(self.0.funding_queries())
    }

    fn is_funded(&self, chain: AnyChain<'_>) -> Option<bool> {
        let (facts, quorum) = chain.facts(self.0.offer().network(), &self.0.funding_queries());
        self.0.is_funded(&facts, quorum)
    }

    #[getter]
    fn extensions(&self) -> Option<Dict<'_>> {
        self.0.extensions().map(Dict)
    }

    fn extend(&self, extension: Text, member: Text, value: &Bound<'_, PyAny>) -> PyResult<Self> {
        let text = json::text(value)?;
        let value = Json::parse(text.as_bytes()).map_err(|error| error::malformed(&error))?;
        let mut choice = self.0.clone();
        choice
            .extend(&extension.0, &member.0, value.into_owned())
            .map_err(|error| error::value(&error))?;
        Ok(Self(choice))
    }

    #[pyo3(signature = (
        *, entropy, now, payer=None, contract_wallet=false, chain=None,
    ))]
    fn signing_request(
        &self,
        entropy: Octets,
        now: Moment,
        payer: Option<AnyAddress>,
        contract_wallet: bool,
        chain: Option<AnyChain<'_>>,
    ) -> PyResult<SigningRequest> {
        let entropy = <[u8; 32]>::try_from(entropy.0)
            .map_err(|bytes| error::invalid("entropy", "32 bytes", &format!("{}", bytes.len())))?;
        let payer: Address = payer.map_or_else(|| self.0.payer(), |payer| payer.0);
        let mut inputs = Inputs::new(payer, entropy, now.0);
        if let Some(chain) = chain {
            inputs = chain.inputs(inputs);
        }
        if contract_wallet {
            inputs = inputs.with_account_kind(AccountKind::Contract);
        }
        let request = self.0.signing_request(&inputs);
        request
            .map(SigningRequest)
            .map_err(|error| error::signing_request(&error))
    }

    fn __repr__(slf: &Bound<'_, Self>) -> PyResult<String> {
        repr::members(slf, &["index", "price", "network", "pay_to", "payer"])
    }
}

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
            ToSign::TypedData { digest, .. } => digest.to_vec(),
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
