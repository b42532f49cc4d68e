//! Transactions of EVM chains with two fees: what a sender signs, and what is sent.

use pyo3::prelude::*;
use x402_core::{
    amount::Amount,
    evm::{self, AccessListItem, Fees, Signature, SignatureForms},
};

use crate::{
    address::EvmAddress,
    amount::Units,
    error,
    int::Count,
    out::{Bytes, Tuple},
    pickle::unpicklable,
    text::Octets,
};

/// A call of a contract, or a transfer of the native token, without a signature.
#[pyclass(frozen, eq, hash, module = "x402_core.evm")]
#[derive(Clone, Debug, Eq, Hash, PartialEq)]
pub(crate) struct EvmTransaction(evm::Transaction);

#[pymethods]
impl EvmTransaction {
    #[new]
    #[pyo3(signature = (
        *, chain_id, nonce, max_fee_per_gas, max_priority_fee_per_gas, gas_limit, to, value=None,
        input=None, access_list=None,
    ))]
    fn new(
        chain_id: Count,
        nonce: Count,
        max_fee_per_gas: Units,
        max_priority_fee_per_gas: Units,
        gas_limit: Count,
        to: EvmAddress,
        value: Option<Units>,
        input: Option<Octets>,
        access_list: Option<Vec<(EvmAddress, Vec<Octets>)>>,
    ) -> PyResult<Self> {
        let fees = Fees::new(max_fee_per_gas.wei()?, max_priority_fee_per_gas.wei()?);
        let items = access_list.unwrap_or_default().into_iter();
        let access_list = items.map(|(address, keys)| {
            let keys = keys.into_iter().map(|key| {
                let found = format!("{} bytes", key.0.len());
                let key: Result<[u8; 32], _> = key.0.try_into();
                key.map_err(|_| error::invalid("storage key", "32 bytes", &found))
            });
            Ok(AccessListItem {
                address: address.0,
                storage_keys: keys.collect::<PyResult<_>>()?,
            })
        });
        Ok(Self(evm::Transaction {
            chain_id: chain_id.0,
            nonce: nonce.0,
            fees: fees.map_err(|error| error::value(&error))?,
            gas_limit: gas_limit.0,
            to: to.0,
            value: value.map_or(Amount::ZERO, |value| value.0),
            input: input.map(|input| input.0).unwrap_or_default(),
            access_list: access_list.collect::<PyResult<_>>()?,
        }))
    }

    #[getter]
    fn chain_id(&self) -> u64 {
        self.0.chain_id
    }

    #[getter]
    fn nonce(&self) -> u64 {
        self.0.nonce
    }

    #[getter]
    fn max_fee_per_gas(&self) -> u128 {
        self.0.fees.max_fee_per_gas()
    }

    #[getter]
    fn max_priority_fee_per_gas(&self) -> u128 {
        self.0.fees.max_priority_fee_per_gas()
    }

    #[getter]
    fn gas_limit(&self) -> u64 {
        self.0.gas_limit
    }

    #[getter]
    fn to(&self) -> String {
        self.0.to.to_string()
    }

    #[getter]
    fn value(&self) -> Units {
        Units(self.0.value)
    }

    #[getter]
    fn input(&self) -> Bytes<'_> {
        Bytes(&self.0.input)
    }

    #[getter]
    fn access_list<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        let items = self.0.access_list.iter().map(|item| {
            let keys = item.storage_keys.iter();
            let keys = Tuple(keys.map(|key| Bytes(key)).collect::<Vec<_>>());
            (item.address.to_string(), keys)
        });
        Ok(Tuple(items.collect()).into_pyobject(py)?.into_any())
    }

    #[getter]
    fn signing_hash<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        Ok(Bytes(&self.0.signing_hash()).into_pyobject(py)?.into_any())
    }

    fn with_signature(&self, signature: Octets) -> PyResult<EvmSignedTransaction> {
        let signature = Signature::parse(&signature.0, &SignatureForms::default());
        // Not the bytes: the error may be logged.
        let signature = signature.map_err(|error| {
            let expected = "65 bytes: r, s in the lower half of the order, and v of 27 or 28";
            error::invalid("signature", expected, &error.to_string())
        })?;
        Ok(EvmSignedTransaction(
            self.0.clone().with_signature(signature),
        ))
    }

    fn __repr__(&self) -> String {
        format!("<Evm{:?}>", self.0)
    }

    fn __reduce__(&self) -> PyResult<()> {
        unpicklable::<Self>("state the transaction again")
    }
}

/// A transaction with its sender's signature.
#[pyclass(frozen, eq, hash, module = "x402_core.evm")]
#[derive(Clone, Debug, Eq, Hash, PartialEq)]
pub(crate) struct EvmSignedTransaction(evm::SignedTransaction);

#[pymethods]
impl EvmSignedTransaction {
    #[staticmethod]
    fn parse(bytes: Octets) -> PyResult<Self> {
        let parsed = evm::SignedTransaction::parse(&bytes.0);
        parsed.map(Self).map_err(|error| {
            let expected = format!("{} at byte {}", error.expected(), error.offset());
            error::invalid("signed transaction", &expected, error.found())
        })
    }

    #[getter]
    fn transaction(&self) -> EvmTransaction {
        EvmTransaction(self.0.transaction().clone())
    }

    #[getter]
    fn signature<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        let bytes = self.0.signature().to_bytes();
        Ok(Bytes(&bytes).into_pyobject(py)?.into_any())
    }

    #[getter]
    fn signer(&self) -> Option<String> {
        self.0.signer().map(|signer| signer.to_string())
    }

    #[getter]
    fn id(&self) -> String {
        x402_core::chain::TransactionId::from(self.0.hash()).to_string()
    }

    fn to_bytes<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        Ok(Bytes(&self.0.to_bytes()).into_pyobject(py)?.into_any())
    }

    fn __repr__(&self) -> String {
        format!("<EvmSignedTransaction {}>", self.id())
    }

    fn __reduce__(&self) -> PyResult<()> {
        unpicklable::<Self>("keep its bytes, and as a secret until its nonce is used")
    }
}
