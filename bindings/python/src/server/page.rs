//! What a browser shows of a 402.

use pyo3::prelude::*;
use x402_core::server::page;

use super::Bill;
use crate::{
    asset::{AssetTable, table_of},
    error,
    text::{Octets, Text},
};

/// The frame of the page that a browser shows: HTML with fields.
#[pyclass(frozen, eq, module = "x402_core.server")]
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub(crate) struct PageTemplate(page::PageTemplate);

#[pymethods]
impl PageTemplate {
    #[new]
    #[pyo3(signature = (text=None))]
    fn new(text: Option<Text>) -> PyResult<Self> {
        let Some(text) = text else {
            return Ok(Self::default());
        };
        let template = page::PageTemplate::parse(&text.0);
        template.map(Self).map_err(|error| error::value(&error))
    }

    #[pyo3(signature = (bill, *, assets=None, error=None))]
    fn fill(
        &self,
        bill: &Bound<'_, Bill>,
        assets: Option<&Bound<'_, AssetTable>>,
        error: Option<Text>,
    ) -> String {
        let error = error.as_ref().map(|error| &*error.0);
        page::html(&bill.get().0, &table_of(assets), &self.0, error)
    }

    fn __repr__(&self) -> &'static str {
        if self.0 == page::PageTemplate::default() {
            "<PageTemplate, the default one>"
        } else {
            "<PageTemplate of the seller's>"
        }
    }
}

/// Whether a request is a browser's navigation.
#[pyfunction]
pub(crate) fn is_navigation(headers: Vec<(Octets, Octets)>) -> bool {
    let names: Vec<_> = headers.iter().map(|(name, _)| name.text()).collect();
    let headers = names.iter().zip(&headers);
    page::is_navigation(headers.map(|(name, (_, value))| (&**name, value.0.as_slice())))
}
