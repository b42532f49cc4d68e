//! How much may still be spent, and what one payment costs.

use pyo3::prelude::*;
use x402_core::client;

use crate::{
    address::AnyAddress,
    amount::Units,
    error,
    money::AnyMoney,
    network::{AnyNetwork, Network},
    repr,
};

/// What one payment costs.
#[pyclass(frozen, eq, str = "{0}", module = "x402_core.client")]
#[derive(Clone, Debug, Eq, PartialEq)]
pub(crate) struct Cost(pub(crate) client::Cost);

#[pymethods]
impl Cost {
    #[classattr]
    fn __match_args__() -> (&'static str, &'static str, &'static str) {
        ("network", "asset", "amount")
    }

    #[getter]
    fn network(&self) -> Network {
        Network(self.0.network().clone())
    }

    #[getter]
    fn asset(&self) -> String {
        self.0.asset().to_string()
    }

    #[getter]
    fn amount(&self) -> Units {
        Units(self.0.amount())
    }

    fn __repr__(slf: &Bound<'_, Self>) -> PyResult<String> {
        repr::members(slf, &["network", "asset", "amount"])
    }

    fn __hash__(&self) -> u64 {
        let Self(cost) = self;
        crate::hash::of(&(cost.network(), cost.asset(), cost.amount()))
    }
}

/// How much may still be spent, by all payments together.
#[pyclass(frozen, eq, module = "x402_core.client")]
#[derive(Clone, Debug, Eq, PartialEq)]
pub(crate) struct Budget(pub(crate) client::Budget);

#[pymethods]
impl Budget {
    #[staticmethod]
    fn unlimited() -> Self {
        Self(client::Budget::unlimited())
    }

    #[staticmethod]
    fn dollars(limit: AnyMoney) -> PyResult<Self> {
        let budget = client::Budget::dollars(&limit.0);
        budget.map(Self).map_err(|error| error::value(&error))
    }

    fn with_asset(&self, network: AnyNetwork, asset: AnyAddress, limit: Units) -> Self {
        Self(self.0.clone().with_asset(network.0, asset.0, limit.0))
    }

    fn within(&self, other: &Bound<'_, Self>) -> Self {
        Self(self.0.clone().within(other.get().0.clone()))
    }

    fn covers(&self, cost: &Bound<'_, Cost>) -> bool {
        self.0.covers(&cost.get().0)
    }

    fn reserve(&self, cost: &Bound<'_, Cost>) -> Option<Self> {
        let mut rest = self.0.clone();
        rest.reserve(&cost.get().0).then_some(Self(rest))
    }

    fn release(&self, cost: &Bound<'_, Cost>) -> Self {
        let mut rest = self.0.clone();
        rest.release(&cost.get().0);
        Self(rest)
    }

    fn __repr__(&self) -> &'static str {
        if self.0 == client::Budget::unlimited() {
            "<Budget without a limit>"
        } else {
            "<Budget with a limit>"
        }
    }
}
