//! The tokens that are known by name.

mod form;
mod table;

use pyo3::prelude::*;
use x402_core::asset;

pub(crate) use self::{
    form::{Program, Transfer},
    table::{AssetTable, table_of},
};
use crate::{
    amount::Units,
    error,
    int::Count,
    money::DECIMALS,
    network::{AnyNetwork, Network},
    repr,
    text::Text,
};

/// A token on one network, and how payments in it are signed.
#[pyclass(frozen, eq, hash, module = "x402_core")]
#[derive(Clone, Debug, Eq, Hash, PartialEq)]
pub(crate) struct Asset(pub(crate) asset::Asset);

#[pymethods]
impl Asset {
    #[classattr]
    fn __match_args__() -> (&'static str, &'static str) {
        ("network", "symbol")
    }

    #[staticmethod]
    fn erc20(network: AnyNetwork, address: Text, symbol: Text, decimals: Count) -> PyResult<Self> {
        let decimals = decimals.narrow(DECIMALS)?;
        let asset = asset::Asset::erc20(network.0, &address.0, &symbol.0, decimals);
        asset.map(Self).map_err(|error| error::value(&error))
    }

    #[staticmethod]
    #[pyo3(signature = (network, mint, symbol, decimals, token_program=None))]
    fn spl(
        network: AnyNetwork,
        mint: Text,
        symbol: Text,
        decimals: Count,
        token_program: Option<Program>,
    ) -> PyResult<Self> {
        let decimals = decimals.narrow(DECIMALS)?;
        let token_program = token_program.unwrap_or_default();
        let asset = asset::Asset::spl(network.0, &mint.0, &symbol.0, decimals, token_program.0);
        asset.map(Self).map_err(|error| error::value(&error))
    }

    fn with_eip3009(&self, name: Text, version: Text) -> PyResult<Self> {
        let asset = self.0.clone().with_eip3009(&name.0, &version.0);
        asset.map(Self).map_err(|error| error::value(&error))
    }

    fn with_eip2612(&self, name: Text, version: Text) -> PyResult<Self> {
        let asset = self.0.clone().with_eip2612(&name.0, &version.0);
        asset.map(Self).map_err(|error| error::value(&error))
    }

    #[getter]
    fn network(&self) -> Network {
        Network(self.0.network().clone())
    }

    #[getter]
    fn address(&self) -> &str {
        self.0.address()
    }

    #[getter]
    fn symbol(&self) -> &str {
        self.0.symbol()
    }

    #[getter]
    fn decimals(&self) -> u8 {
        self.0.decimals()
    }

    #[getter]
    fn eip712(&self) -> Option<(&str, &str)> {
        self.0.eip712()
    }

    #[getter]
    fn transfer_method(&self) -> Option<&'static str> {
        self.0.transfer_method().map(asset::TransferMethod::as_str)
    }

    #[getter]
    fn supports_eip2612(&self) -> bool {
        self.0.supports_eip2612()
    }

    #[getter]
    fn token_program(&self) -> Option<String> {
        self.0.token_program().map(|program| program.to_string())
    }

    fn display(&self, amount: Units) -> String {
        self.0.display(amount.0)
    }

    fn __repr__(slf: &Bound<'_, Self>) -> PyResult<String> {
        let names = ["network", "address", "symbol", "decimals", "eip712"];
        let more = ["transfer_method", "token_program"];
        repr::members(slf, &[names.as_slice(), &more].concat())
    }
}
