//! The seller's own terms, checked once and kept ready.

use pyo3::prelude::*;
use x402_core::scheme;

use crate::{
    amount::Units, either::Requirements, either::either_version, error, json::Dict,
    network::Network, out::Tuple, repr,
};

/// One way to pay that a seller offers, parsed once per route.
#[pyclass(frozen, eq, module = "x402_core")]
#[derive(Clone, Debug)]
pub(crate) struct Offer {
    pub(crate) offer: scheme::Offer,
    requirements: Requirements,
}

impl PartialEq for Offer {
    fn eq(&self, other: &Self) -> bool {
        self.requirements == other.requirements
    }
}

either_version! {
    /// An entry of `accepts`, of either version.
    Entry, PaymentRequirements
}

#[pymethods]
impl Offer {
    #[classattr]
    fn __match_args__() -> (&'static str, &'static str, &'static str) {
        ("network", "amount", "pay_to")
    }

    #[staticmethod]
    pub(crate) fn parse(requirements: Entry<'_>) -> PyResult<Self> {
        let (offer, requirements) = match requirements {
            Entry::V1(entry) => {
                let entry = entry.get().clone();
                (scheme::Offer::parse_v1(&entry.0), Requirements::V1(entry))
            }
            Entry::V2(entry) => {
                let entry = entry.get().clone();
                (scheme::Offer::parse(&entry.0), Requirements::V2(entry))
            }
        };
        let offer = offer.map_err(|error| error::offer(&error))?;
        Ok(Self {
            offer,
            requirements,
        })
    }

    #[getter]
    fn requirements(&self) -> Requirements {
        self.requirements.clone()
    }

    #[getter]
    fn x402_version(&self) -> u64 {
        self.offer.version().number()
    }

    #[getter]
    fn scheme(&self) -> &'static str {
        self.offer.scheme()
    }

    #[getter]
    fn network(&self) -> Network {
        Network(self.offer.network().clone())
    }

    #[getter]
    fn amount(&self) -> Units {
        Units(self.offer.amount())
    }

    #[getter]
    fn asset(&self) -> String {
        self.offer.asset().to_string()
    }

    #[getter]
    fn pay_to(&self) -> String {
        self.offer.pay_to().to_string()
    }

    #[getter]
    fn payee_accounts(&self) -> Tuple<String> {
        let accounts = self.offer.payee_accounts();
        Tuple(accounts.iter().map(ToString::to_string).collect())
    }

    #[getter]
    fn max_timeout_seconds(&self) -> u64 {
        self.offer.max_timeout_seconds()
    }

    #[getter]
    fn extra(&self) -> Dict<'_> {
        Dict(self.offer.extra())
    }

    fn __repr__(slf: &Bound<'_, Self>) -> PyResult<String> {
        repr::members(
            slf,
            &["x402_version", "network", "amount", "asset", "pay_to"],
        )
    }

    fn __hash__(&self) -> u64 {
        crate::hash::of(&self.requirements.text())
    }

    fn __reduce__<'py>(slf: &Bound<'py, Self>) -> PyResult<(Bound<'py, PyAny>, (Requirements,))> {
        Ok((
            slf.get_type().getattr("parse")?,
            (slf.get().requirements(),),
        ))
    }
}

impl Offer {
    /// The offer that the core read out of these requirements.
    pub(crate) fn known(offer: &scheme::Offer, requirements: Requirements) -> Self {
        Self {
            offer: offer.clone(),
            requirements,
        }
    }
}

/// The core's offers of a sequence.
pub(crate) fn offers(offers: &[Bound<'_, Offer>]) -> Vec<scheme::Offer> {
    offers
        .iter()
        .map(|offer| offer.get().offer.clone())
        .collect()
}
