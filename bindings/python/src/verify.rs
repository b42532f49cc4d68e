//! The role that checks: is this payment what was offered, and did the payer sign it?
//!
//! The interpreter is free for other threads while the core works.

mod many;
mod report;
mod verified;

use pyo3::prelude::*;
use x402_core::verify as core;

pub(crate) use self::{many::verify_many, report::Report, verified::Verified};
use crate::{
    address::AnyAddress,
    chain::ChainQueries,
    error,
    scheme::{AnyChain, AnyPayment, Offer, Policy, Terms},
    text::Octets,
    timestamp::Moment,
};

/// Verifies a payment against the seller's own offer, or raises why not.
#[pyfunction]
#[pyo3(signature = (payment, offer, *, now, policy=None, signers=None, chain=None))]
pub(crate) fn verify(
    py: Python<'_>,
    payment: AnyPayment<'_>,
    offer: &Bound<'_, Offer>,
    now: Moment,
    policy: Option<&Bound<'_, Policy>>,
    signers: Option<Vec<AnyAddress>>,
    chain: Option<AnyChain<'_>>,
) -> PyResult<Verified> {
    let terms = Terms::new(now, policy, signers, chain.as_ref());
    let (payment, offer) = (payment.payment(), &offer.get().offer);
    py.detach(|| core::verify(payment, offer, &terms.context()))
        .map(Verified)
        .map_err(|refusal| error::refusal(&refusal))
}

/// Decodes a payment header and verifies the payment in it, or raises why not.
#[pyfunction]
#[pyo3(signature = (header, offer, *, now, policy=None, signers=None, chain=None))]
pub(crate) fn verify_header(
    py: Python<'_>,
    header: Octets,
    offer: &Bound<'_, Offer>,
    now: Moment,
    policy: Option<&Bound<'_, Policy>>,
    signers: Option<Vec<AnyAddress>>,
    chain: Option<AnyChain<'_>>,
) -> PyResult<Verified> {
    let terms = Terms::new(now, policy, signers, chain.as_ref());
    let (header, offer) = (header.text(), &offer.get().offer);
    py.detach(|| core::verify_header(&header, offer, &terms.context()))
        .map(Verified)
        .map_err(|refusal| error::refusal(&refusal))
}

/// Applies every rule to a payment, not only those up to the first failure.
#[pyfunction]
#[pyo3(signature = (payment, offer, *, now, policy=None, signers=None, chain=None))]
pub(crate) fn examine(
    py: Python<'_>,
    payment: AnyPayment<'_>,
    offer: &Bound<'_, Offer>,
    now: Moment,
    policy: Option<&Bound<'_, Policy>>,
    signers: Option<Vec<AnyAddress>>,
    chain: Option<AnyChain<'_>>,
) -> Report {
    let terms = Terms::new(now, policy, signers, chain.as_ref());
    let (payment, offer) = (payment.payment(), &offer.get().offer);
    Report(py.detach(|| core::examine(payment, offer, &terms.context())))
}

/// Decodes a payment header and applies every rule to the payment in it.
#[pyfunction]
#[pyo3(signature = (header, offer, *, now, policy=None, signers=None, chain=None))]
pub(crate) fn examine_header(
    py: Python<'_>,
    header: Octets,
    offer: &Bound<'_, Offer>,
    now: Moment,
    policy: Option<&Bound<'_, Policy>>,
    signers: Option<Vec<AnyAddress>>,
    chain: Option<AnyChain<'_>>,
) -> Report {
    let terms = Terms::new(now, policy, signers, chain.as_ref());
    let (header, offer) = (header.text(), &offer.get().offer);
    Report(py.detach(|| core::examine_header(&header, offer, &terms.context())))
}

/// What to ask a payment's network, all of it in one round.
#[pyfunction]
#[pyo3(signature = (payment, offer, *, now, policy=None, signers=None, chain=None))]
pub(crate) fn queries(
    py: Python<'_>,
    payment: AnyPayment<'_>,
    offer: &Bound<'_, Offer>,
    now: Moment,
    policy: Option<&Bound<'_, Policy>>,
    signers: Option<Vec<AnyAddress>>,
    chain: Option<AnyChain<'_>>,
) -> ChainQueries {
    let terms = Terms::new(now, policy, signers, chain.as_ref());
    let (payment, offer) = (payment.payment(), &offer.get().offer);
    ChainQueries(py.detach(|| core::queries(payment, offer, &terms.context())))
}
