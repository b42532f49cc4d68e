//! What a facilitator can verify and settle.

use std::sync::Arc;

use pyo3::{
    prelude::*,
    types::{PyDict, PyMapping},
};
use x402_core::facilitator;

use crate::{
    address::AnyAddress,
    error,
    facilitator::SupportedResponse,
    network::{AnyNetwork, Network},
    out::Tuple,
    scheme::Policy,
};

/// The networks that a facilitator settles on, the accounts that it signs with there, its policy.
#[pyclass(frozen, eq, hash, module = "x402_core.verification")]
#[derive(Clone, Debug, Eq, Hash, PartialEq)]
pub(crate) struct Capabilities(pub(crate) Arc<facilitator::Capabilities>);

#[pymethods]
impl Capabilities {
    #[new]
    #[pyo3(signature = (signers, *, policy=None, asks_wallets=false))]
    fn new(
        signers: &Bound<'_, PyMapping>,
        policy: Option<&Bound<'_, Policy>>,
        asks_wallets: bool,
    ) -> PyResult<Self> {
        let mut capabilities = facilitator::Capabilities::new().with_wallet_queries(asks_wallets);
        if let Some(policy) = policy {
            capabilities = capabilities.with_policy(policy.get().0.clone());
        }
        for item in signers.items()? {
            let (network, accounts): (AnyNetwork, Vec<AnyAddress>) = item.extract()?;
            if capabilities.signers(&network.0).is_some() {
                let found = format!("`{}` twice", network.0);
                return Err(error::invalid("mapping", "each network once", &found));
            }
            let accounts = accounts.into_iter().map(|account| account.0);
            capabilities = capabilities
                .with_network(network.0, accounts)
                .map_err(|error| error::value(&error))?;
        }
        Ok(Self(Arc::new(capabilities)))
    }

    #[getter]
    fn signers<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyDict>> {
        let signers = PyDict::new(py);
        for (network, accounts) in self.0.networks() {
            let accounts = accounts.iter().map(ToString::to_string).collect();
            signers.set_item(Network(network.clone()), Tuple(accounts))?;
        }
        Ok(signers)
    }

    #[getter]
    fn policy(&self) -> Policy {
        Policy(self.0.policy().clone())
    }

    #[getter]
    fn asks_wallets(&self) -> bool {
        self.0.asks_wallets()
    }

    fn __repr__(&self) -> String {
        let networks = self.0.networks();
        let networks: Vec<_> = networks.map(|(network, _)| network.as_str()).collect();
        format!("<Capabilities: {}>", networks.join(", "))
    }

    fn __reduce__<'py>(slf: &Bound<'py, Self>) -> PyResult<Bound<'py, PyAny>> {
        let arguments = PyDict::new(slf.py());
        for name in ["signers", "policy", "asks_wallets"] {
            arguments.set_item(name, slf.getattr(name)?)?;
        }
        crate::pickle::rebuild(slf, &arguments)
    }
}

/// The answer to `GET /supported`.
#[pyfunction]
pub(crate) fn supported(capabilities: &Bound<'_, Capabilities>) -> SupportedResponse {
    SupportedResponse(facilitator::supported(&capabilities.get().0))
}
