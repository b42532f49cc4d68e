//! Tokens by network, and then by symbol, by address or as the default.

use pyo3::{prelude::*, types::PyIterator};
use x402_core::asset;

use super::Asset;
use crate::{amount::Units, error, money::AnyMoney, network::AnyNetwork, out::Tuple, text::Text};

/// The tokens that are known by name: the well-known ones and the caller's own.
#[pyclass(frozen, eq, module = "x402_core")]
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub(crate) struct AssetTable(pub(crate) asset::AssetTable);

#[pymethods]
impl AssetTable {
    #[new]
    fn new() -> Self {
        Self::default()
    }

    #[staticmethod]
    fn empty() -> Self {
        Self(asset::AssetTable::empty())
    }

    fn with_asset(&self, asset: &Bound<'_, Asset>) -> Self {
        Self(self.0.clone().with_asset(asset.get().0.clone()))
    }

    fn with_default(&self, asset: &Bound<'_, Asset>) -> Self {
        Self(self.0.clone().with_default(asset.get().0.clone()))
    }

    #[getter]
    fn rows(&self) -> Tuple<Asset> {
        Tuple(self.0.rows().cloned().map(Asset).collect())
    }

    fn default_for(&self, network: AnyNetwork) -> Option<Asset> {
        self.0.default_for(&network.0).cloned().map(Asset)
    }

    fn by_symbol(&self, network: AnyNetwork, symbol: Text) -> Option<Asset> {
        self.0.by_symbol(&network.0, &symbol.0).cloned().map(Asset)
    }

    fn by_address(&self, network: AnyNetwork, address: Text) -> Option<Asset> {
        self.0
            .by_address(&network.0, &address.0)
            .cloned()
            .map(Asset)
    }

    fn price(&self, network: AnyNetwork, price: AnyMoney) -> PyResult<(Asset, Units)> {
        let (asset, amount) = self
            .0
            .price(&network.0, &price.0)
            .map_err(|error| error::value(&error))?;
        Ok((Asset(asset.clone()), Units(amount)))
    }

    fn __len__(&self) -> usize {
        self.0.rows().count()
    }

    fn __iter__<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyIterator>> {
        PyIterator::from_object(self.rows().into_pyobject(py)?.as_any())
    }

    fn __repr__(&self) -> String {
        format!("<AssetTable of {} tokens>", self.0.rows().count())
    }
}

/// The table that was given, else the well-known tokens.
pub(crate) fn table_of(table: Option<&Bound<'_, AssetTable>>) -> asset::AssetTable {
    table.map_or_else(asset::AssetTable::default, |table| table.get().0.clone())
}
