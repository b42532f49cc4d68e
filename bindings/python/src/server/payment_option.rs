//! One way to be paid, as a seller says it.

use pyo3::{Borrowed, prelude::*, types::PyInt};
use x402_core::server::{self, Price};

use crate::{
    address::SvmAddress,
    amount::Units,
    asset::{AssetTable, Transfer, table_of},
    error,
    int::Count,
    message::{PaymentRequirements, ResourceInfo},
    money::AnyMoney,
    network::{AnyNetwork, Network},
    repr,
    text::Text,
    v1,
};

/// One way to be paid: a price on a network, and to whom it goes.
#[pyclass(frozen, eq, module = "x402_core.server")]
#[derive(Clone, Debug, Eq, PartialEq)]
pub(crate) struct PaymentOption {
    pub(crate) option: server::PaymentOption,
}

/// An `int` of atomic units, or a price as people write it.
pub(crate) struct AnyPrice(Price);

impl<'py> FromPyObject<'_, 'py> for AnyPrice {
    type Error = PyErr;

    fn extract(value: Borrowed<'_, 'py, PyAny>) -> PyResult<Self> {
        if value.is_instance_of::<PyInt>() {
            let Units(amount) = value.extract()?;
            return Ok(Self(amount.into()));
        }
        let AnyMoney(money) = value.extract()?;
        Ok(Self(money.into()))
    }
}

#[pymethods]
impl PaymentOption {
    #[classattr]
    fn __match_args__() -> (&'static str, &'static str, &'static str) {
        ("network", "price", "pay_to")
    }

    #[new]
    #[pyo3(signature = (
        network, price, pay_to, *, asset=None, max_timeout_seconds=None, transfer_method=None,
        fee_payer=None, memo=None,
    ))]
    fn new(
        network: AnyNetwork,
        price: AnyPrice,
        pay_to: Text,
        asset: Option<Text>,
        max_timeout_seconds: Option<Count>,
        transfer_method: Option<Transfer>,
        fee_payer: Option<SvmAddress>,
        memo: Option<Text>,
    ) -> Self {
        let mut option = server::PaymentOption::new(network.0, price.0, &pay_to.0);
        if let Some(asset) = asset {
            option = option.with_asset(&asset.0);
        }
        if let Some(Count(seconds)) = max_timeout_seconds {
            option = option.with_max_timeout_seconds(seconds);
        }
        if let Some(method) = transfer_method {
            option = option.with_transfer_method(method.0);
        }
        if let Some(fee_payer) = fee_payer {
            option = option.with_fee_payer(fee_payer.0);
        }
        if let Some(memo) = memo {
            option = option.with_memo(&memo.0);
        }
        Self { option }
    }

    #[getter]
    fn network(&self) -> Network {
        Network(self.option.network().clone())
    }

    #[getter]
    fn price(&self) -> String {
        match self.option.price() {
            Price::Amount(amount) => format!("{amount} atomic units"),
            Price::Money(money) => money.to_string(),
        }
    }

    #[getter]
    fn pay_to(&self) -> &str {
        self.option.pay_to()
    }

    #[getter]
    fn fee_payer(&self) -> Option<String> {
        self.option.fee_payer().map(|account| account.to_string())
    }

    #[pyo3(signature = (table=None))]
    fn to_requirements(
        &self,
        table: Option<&Bound<'_, AssetTable>>,
    ) -> PyResult<PaymentRequirements> {
        let requirements = self.option.to_requirements(&table_of(table));
        requirements
            .map(PaymentRequirements)
            .map_err(|error| error::offer(&error))
    }

    #[pyo3(signature = (resource, table=None))]
    fn to_requirements_v1(
        &self,
        resource: &Bound<'_, ResourceInfo>,
        table: Option<&Bound<'_, AssetTable>>,
    ) -> PyResult<v1::PaymentRequirements> {
        let resource = &resource.get().0;
        let requirements = self.option.to_requirements_v1(&table_of(table), resource);
        requirements
            .map(v1::PaymentRequirements)
            .map_err(|error| error::offer(&error))
    }

    fn __repr__(slf: &Bound<'_, Self>) -> PyResult<String> {
        repr::members(slf, &["network", "price", "pay_to"])
    }

    fn __hash__(&self) -> u64 {
        crate::hash::of(&format!("{:?}", self.option))
    }
}
