//! What a client may spend, on what, and to whom.

use pyo3::{
    Borrowed,
    prelude::*,
    types::{PyList, PyTuple},
};
use x402_core::client::{self, NetworkKind};

use super::{
    Budget,
    wallet::{Pattern, patterns},
};
use crate::{
    address::AnyAddress,
    amount::Units,
    asset::AssetTable,
    error,
    int::Count,
    money::AnyMoney,
    network::AnyNetwork,
    text::{Text, Word},
};

/// What a client may spend: how much, in which tokens, on which networks, to whom.
#[pyclass(frozen, eq, module = "x402_core.client")]
#[derive(Clone, Debug, Eq, PartialEq)]
pub(crate) struct Spending(pub(crate) client::Spending);

/// One maximum, or one for each symbol.
pub(crate) struct Maximums(Vec<AnyMoney>);

impl<'py> FromPyObject<'_, 'py> for Maximums {
    type Error = PyErr;

    fn extract(value: Borrowed<'_, 'py, PyAny>) -> PyResult<Self> {
        if value.is_instance_of::<PyList>() || value.is_instance_of::<PyTuple>() {
            return value.extract().map(Self);
        }
        Ok(Self(vec![value.extract()?]))
    }
}

#[pymethods]
impl Spending {
    #[expect(clippy::similar_names, reason = "the core's names")]
    #[new]
    #[pyo3(signature = (
        *, known_assets=None, max_per_payment=None, without_maximum=false, limits=None,
        only_on=None, only_in=None, only_to=None, network_kind=None, max_timeout_seconds=None,
        budget=None, prefer=None, authentication=None, allow_http=false, pay_after_redirect=false,
    ))]
    fn new(
        known_assets: Option<&Bound<'_, AssetTable>>,
        max_per_payment: Option<Maximums>,
        without_maximum: bool,
        limits: Option<Vec<(AnyNetwork, AnyAddress, Units)>>,
        only_on: Option<Vec<Pattern>>,
        only_in: Option<Vec<(AnyNetwork, AnyAddress)>>,
        only_to: Option<Vec<AnyAddress>>,
        network_kind: Option<Word<NetworkKind>>,
        max_timeout_seconds: Option<Count>,
        budget: Option<&Bound<'_, Budget>>,
        prefer: Option<Vec<Pattern>>,
        authentication: Option<Vec<Text>>,
        allow_http: bool,
        pay_after_redirect: bool,
    ) -> PyResult<Self> {
        let mut spending = client::Spending::new();
        if let Some(table) = known_assets {
            spending = spending.with_known_assets(table.get().0.clone());
        }
        if without_maximum {
            spending = spending.without_maximum();
        }
        let maximums = max_per_payment.map_or_else(Vec::new, |maximums| maximums.0);
        for AnyMoney(maximum) in maximums {
            spending = spending
                .with_max_per_payment(&maximum)
                .map_err(|error| error::value(&error))?;
        }
        for (network, asset, limit) in limits.unwrap_or_default() {
            spending = spending.with_limit(network.0, asset.0, limit.0);
        }
        if let Some(networks) = only_on {
            spending = spending.only_on(patterns(networks));
        }
        if let Some(assets) = only_in {
            let assets = assets
                .into_iter()
                .map(|(network, asset)| (network.0, asset.0));
            spending = spending.only_in(assets);
        }
        if let Some(payees) = only_to {
            spending = spending.only_to(payees.into_iter().map(|payee| payee.0));
        }
        if let Some(Word(network_kind)) = network_kind {
            spending = spending.with_network_kind(network_kind);
        }
        if let Some(Count(seconds)) = max_timeout_seconds {
            spending = spending.with_max_timeout_seconds(seconds);
        }
        if let Some(budget) = budget {
            spending = spending.with_budget(budget.get().0.clone());
        }
        if let Some(networks) = prefer {
            spending = spending.with_preferred(patterns(networks));
        }
        if let Some(methods) = authentication {
            spending = spending.with_authentication(methods.into_iter().map(|method| method.0));
        }
        let spending = Self(spending);
        Ok(spending.with_permissions(allow_http, pay_after_redirect))
    }

    /// The same policy with what else it allows; nothing is taken back.
    #[pyo3(name = "_with_permissions")]
    fn with_permissions(&self, allow_http: bool, pay_after_redirect: bool) -> Self {
        let mut spending = self.0.clone();
        if allow_http {
            spending = spending.allow_http();
        }
        if pay_after_redirect {
            spending = spending.allow_pay_after_redirect();
        }
        Self(spending)
    }

    #[getter]
    fn budget(&self) -> Budget {
        Budget(self.0.budget().clone())
    }

    fn with_budget(&self, budget: &Bound<'_, Budget>) -> Self {
        Self(self.0.clone().with_budget(budget.get().0.clone()))
    }

    fn __repr__(&self) -> &'static str {
        "<Spending>"
    }
}
