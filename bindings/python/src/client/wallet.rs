//! What a wallet can sign, and for whom.

use pyo3::{Borrowed, prelude::*};
use x402_core::client;

use crate::{
    address::{EvmAddress, SvmAddress},
    asset::Transfer,
    error,
    network::{AnyNetwork, Network},
    out::Tuple,
    text::Text,
};

/// The accounts that a client can pay from.
#[pyclass(frozen, eq, module = "x402_core.client")]
#[derive(Clone, Debug, Eq, PartialEq)]
pub(crate) struct Wallet(pub(crate) client::Wallet);

#[pymethods]
impl Wallet {
    #[new]
    #[pyo3(signature = (*accounts))]
    fn new(accounts: Vec<Bound<'_, Account>>) -> Self {
        let accounts = accounts.iter().map(|account| account.get().0.clone());
        Self(accounts.fold(client::Wallet::new(), client::Wallet::with_account))
    }

    #[getter]
    fn accounts(&self) -> Tuple<Account> {
        Tuple(self.0.accounts().iter().cloned().map(Account).collect())
    }

    fn __repr__(&self) -> String {
        let accounts = self.0.accounts().iter();
        let accounts: Vec<_> = accounts
            .map(|account| account.address().to_string())
            .collect();
        format!("<Wallet of {}>", accounts.join(", "))
    }
}

/// An account that signs payments: its address, on which networks, and by which methods.
#[pyclass(frozen, eq, module = "x402_core.client")]
#[derive(Clone, Debug, Eq, PartialEq)]
pub(crate) struct Account(client::Account);

#[pymethods]
impl Account {
    #[classattr]
    fn __match_args__() -> (&'static str,) {
        ("address",)
    }

    #[staticmethod]
    #[pyo3(signature = (address, *, only_on=None, only_by=None))]
    fn evm(
        address: EvmAddress,
        only_on: Option<Vec<Pattern>>,
        only_by: Option<Vec<Transfer>>,
    ) -> Self {
        let mut account = client::Account::evm(address.0);
        if let Some(networks) = only_on {
            account = account.only_on(patterns(networks));
        }
        if let Some(methods) = only_by {
            account = account.only_by(methods.into_iter().map(|method| method.0));
        }
        Self(account)
    }

    #[staticmethod]
    #[pyo3(signature = (address, *, only_on=None))]
    fn solana(address: SvmAddress, only_on: Option<Vec<Pattern>>) -> Self {
        let account = client::Account::solana(address.0);
        Self(match only_on {
            Some(networks) => account.only_on(patterns(networks)),
            None => account,
        })
    }

    #[getter]
    fn address(&self) -> String {
        self.0.address().to_string()
    }

    fn is_on(&self, network: AnyNetwork) -> bool {
        self.0.is_on(&network.0)
    }

    fn __repr__(&self) -> String {
        format!("<Account {}>", self.0.address())
    }

    fn __hash__(&self) -> u64 {
        crate::hash::of(&format!("{:?}", self.0))
    }
}

/// One network, or every network of a family, such as `eip155:*`.
pub(crate) struct Pattern(client::NetworkPattern);

impl<'py> FromPyObject<'_, 'py> for Pattern {
    type Error = PyErr;

    fn extract(value: Borrowed<'_, 'py, PyAny>) -> PyResult<Self> {
        if let Ok(network) = value.cast::<Network>() {
            return Ok(Self(network.get().0.clone().into()));
        }
        let Text(text) = value.extract()?;
        text.parse().map(Self).map_err(|error| error::value(&error))
    }
}

/// The core's patterns.
pub(super) fn patterns(patterns: Vec<Pattern>) -> impl Iterator<Item = client::NetworkPattern> {
    patterns.into_iter().map(|pattern| pattern.0)
}
