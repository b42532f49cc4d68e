//! Which of the seller's offers a payment is for.

use pyo3::prelude::*;
use x402_core::{extension, json::Json, verify};

use crate::{
    address::AnyAddress,
    error, json,
    message::PaymentPayload,
    scheme::{AnyChain, AnyPayment, Offer, Policy, Terms, offers as core},
    timestamp::Moment,
    verify::Verified,
};

/// The first offer that the payment says it is for.
#[pyfunction]
pub(crate) fn match_offer<'py>(
    payment: AnyPayment<'_>,
    offers: Vec<Bound<'py, Offer>>,
) -> PyResult<Bound<'py, Offer>> {
    let known = core(&offers);
    let matched = verify::match_offer(payment.payment(), &known);
    let matched = matched.map_err(|refusal| error::refusal(&refusal))?;
    let found = known.iter().zip(offers);
    let found = found
        .into_iter()
        .find(|(offer, _)| std::ptr::eq(*offer, matched));
    found
        .map(|(_, offer)| offer)
        .ok_or_else(|| error::invalid("offer", "one of the offers", "another"))
}

/// Verifies a payment against the offers that it may be for, and says which one it pays.
#[pyfunction]
#[pyo3(signature = (payment, offers, *, now, policy=None, signers=None, chain=None))]
pub(crate) fn verify_any(
    py: Python<'_>,
    payment: AnyPayment<'_>,
    offers: Vec<Bound<'_, Offer>>,
    now: Moment,
    policy: Option<&Bound<'_, Policy>>,
    signers: Option<Vec<AnyAddress>>,
    chain: Option<AnyChain<'_>>,
) -> PyResult<(usize, Verified)> {
    let terms = Terms::new(now, policy, signers, chain.as_ref());
    let (payment, offers) = (payment.payment(), core(&offers));
    py.detach(|| verify::verify_any(payment, &offers, &terms.context()))
        .map(|(index, verified)| (index, Verified(verified)))
        .map_err(|refusal| error::refusal(&refusal))
}

/// Checks that a payment's extensions contain those that were advertised.
#[pyfunction]
pub(crate) fn check_extensions(
    advertised: Option<&Bound<'_, PyAny>>,
    payment: &Bound<'_, PaymentPayload>,
) -> PyResult<()> {
    let advertised = advertised.map(json::text).transpose()?;
    let advertised = advertised
        .as_deref()
        .map(|text| Json::parse(text.as_bytes()));
    let advertised = advertised
        .transpose()
        .map_err(|error| error::malformed(&error))?;
    let advertised = advertised.as_ref().and_then(Json::as_object);
    extension::check_extensions(advertised, &payment.get().0)
        .map_err(|rejection| error::rejected(&rejection))
}
