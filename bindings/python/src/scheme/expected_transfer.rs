//! The transfer that a payment is to make.

use pyo3::prelude::*;
use x402_core::scheme;

use super::{AnyPayment, Offer, Policy, Terms};
use crate::{
    address::AnyAddress, amount::Units, error, network::Network, pickle::unpicklable, repr,
    timestamp::Moment,
};

/// The transfer that a payment is to make: what a proof of its settlement looks for.
#[pyclass(frozen, eq, module = "x402_core.receipt")]
#[derive(Clone, Debug, Eq, PartialEq)]
pub(crate) struct ExpectedTransfer(pub(crate) scheme::ExpectedTransfer);

#[pymethods]
impl ExpectedTransfer {
    #[staticmethod]
    #[pyo3(signature = (payment, offer, *, now, policy=None, signers=None))]
    fn read(
        payment: AnyPayment<'_>,
        offer: &Bound<'_, Offer>,
        now: Moment,
        policy: Option<&Bound<'_, Policy>>,
        signers: Option<Vec<AnyAddress>>,
    ) -> PyResult<Self> {
        let terms = Terms::new(now, policy, signers, None);
        let (payment, offer) = (payment.payment(), &offer.get().offer);
        scheme::ExpectedTransfer::read(payment, offer, &terms.context())
            .map(Self)
            .map_err(|rejection| error::rejected(&rejection))
    }

    #[classattr]
    fn __match_args__() -> (&'static str, &'static str, &'static str) {
        ("payer", "amount", "network")
    }

    #[getter]
    fn mechanism(&self) -> &'static str {
        self.0.mechanism().as_str()
    }

    #[getter]
    fn network(&self) -> Network {
        Network(self.0.network().clone())
    }

    #[getter]
    fn payer(&self) -> String {
        self.0.payer().to_string()
    }

    #[getter]
    fn pay_to(&self) -> String {
        self.0.pay_to().to_string()
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
        let members = ["payer", "amount", "asset", "network", "pay_to", "mechanism"];
        repr::members(slf, &members)
    }

    fn __hash__(&self) -> u64 {
        crate::hash::of(&format!("{:?}", self.0))
    }

    fn __reduce__(&self) -> PyResult<()> {
        unpicklable::<Self>("keep the payment and read it again")
    }
}
