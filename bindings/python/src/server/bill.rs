//! What a resource costs, written once.

use pyo3::prelude::*;
use x402_core::{json::Json, server};

use super::PaymentOption;
use crate::{
    asset::{AssetTable, table_of},
    bazaar::Bazaar,
    either::Requirements,
    error, json,
    message::{PaymentRequired, PaymentRequirements, ResourceInfo},
    out::Tuple,
    scheme::Offer,
    text::Text,
    v1,
};

/// What a resource costs: the ways to pay, read as offers and encoded for the 402 once.
#[pyclass(frozen, module = "x402_core.server")]
#[derive(Clone, Debug)]
pub(crate) struct Bill(pub(crate) server::Bill);

#[pymethods]
impl Bill {
    #[staticmethod]
    fn from_message(required: &Bound<'_, PaymentRequired>) -> PyResult<Self> {
        let bill = server::Bill::from_message(required.get().0.clone());
        bill.map(Self).map_err(|error| error::offer(&error))
    }

    #[staticmethod]
    #[pyo3(signature = (options, resource, table=None))]
    fn from_options(
        options: Vec<Bound<'_, PaymentOption>>,
        resource: &Bound<'_, ResourceInfo>,
        table: Option<&Bound<'_, AssetTable>>,
    ) -> PyResult<Self> {
        let resource = resource.get().0.clone();
        let bill = server::Bill::from_options(&core(&options), resource, &table_of(table));
        bill.map(Self).map_err(|error| error::offer(&error))
    }

    fn with_v1_message(&self, required: &Bound<'_, v1::PaymentRequired>) -> PyResult<Self> {
        let bill = self.0.clone().with_v1_message(required.get().0.clone());
        bill.map(Self).map_err(|error| error::offer(&error))
    }

    #[pyo3(signature = (options, table=None))]
    fn with_v1_options(
        &self,
        options: Vec<Bound<'_, PaymentOption>>,
        table: Option<&Bound<'_, AssetTable>>,
    ) -> PyResult<Self> {
        let bill = self.0.clone();
        let bill = bill.with_v1_options(&core(&options), &table_of(table));
        bill.map(Self).map_err(|error| error::offer(&error))
    }

    fn with_extension(&self, name: Text, extension: &Bound<'_, PyAny>) -> PyResult<Self> {
        let text = json::text(extension)?;
        let extension = Json::parse(text.as_bytes()).map_err(|error| error::malformed(&error))?;
        let bill = self
            .0
            .clone()
            .with_extension(name.0, extension.into_owned());
        bill.map(Self).map_err(|error| error::offer(&error))
    }

    fn with_bazaar(&self, bazaar: &Bound<'_, Bazaar>) -> PyResult<Self> {
        let bill = self.0.clone().with_bazaar(&bazaar.get().0);
        bill.map(Self).map_err(|error| error::offer(&error))
    }

    #[pyo3(signature = (*, required=false))]
    fn with_payment_identifier(&self, required: bool) -> PyResult<Self> {
        let bill = self.0.clone().with_payment_identifier(required);
        bill.map(Self).map_err(|error| error::offer(&error))
    }

    #[getter]
    fn warnings(&self) -> Tuple<String> {
        let warnings = self.0.warnings();
        Tuple(warnings.iter().map(ToString::to_string).collect())
    }

    #[getter]
    fn offers(&self) -> Tuple<Offer> {
        let entries = self.0.required().accepts.iter().cloned();
        let offers = self.0.offers().iter().zip(entries);
        Tuple(
            offers
                .map(|(offer, entry)| {
                    Offer::known(offer, Requirements::V2(PaymentRequirements(entry)))
                })
                .collect(),
        )
    }

    #[getter]
    fn offers_v1(&self) -> Tuple<Offer> {
        let required = self.0.required_v1().into_iter();
        let entries = required.flat_map(|required| required.accepts.iter().cloned());
        let offers = self.0.offers_v1().iter().zip(entries);
        Tuple(
            offers
                .map(|(offer, entry)| {
                    Offer::known(offer, Requirements::V1(v1::PaymentRequirements(entry)))
                })
                .collect(),
        )
    }

    #[getter]
    fn required(&self) -> PaymentRequired {
        PaymentRequired(self.0.required().clone())
    }

    #[getter]
    fn required_v1(&self) -> Option<v1::PaymentRequired> {
        self.0.required_v1().cloned().map(v1::PaymentRequired)
    }

    #[getter]
    fn header(&self) -> &str {
        self.0.header()
    }

    #[getter]
    fn body_v1(&self) -> Option<&str> {
        self.0.body_v1()
    }

    fn header_with_error(&self, error: Text) -> String {
        self.0.header_with_error(&error.0)
    }

    fn body_v1_with_error(&self, error: Text) -> Option<String> {
        self.0.body_v1_with_error(&error.0)
    }

    fn __repr__(&self) -> String {
        let (v2, v1) = (self.0.offers().len(), self.0.offers_v1().len());
        format!("<Bill with {v2} offers of version 2 and {v1} of version 1>")
    }
}

fn core(options: &[Bound<'_, PaymentOption>]) -> Vec<server::PaymentOption> {
    let options = options.iter();
    options.map(|option| option.get().option.clone()).collect()
}
