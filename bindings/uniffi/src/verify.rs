//! The role that checks: is this payment what was offered, and did the payer sign it?

mod report;
mod verified;

use std::sync::Arc;

use x402_core::verify as core;

pub use self::{
    report::{Finding, Note, Outcome, Report},
    verified::{Verified, VerifiedFacts},
};
use crate::{
    error::Refusal,
    message::AnyPaymentPayload,
    scheme::{Context, Offer, context_at},
    value::UnixTimestamp,
};

/// Verifies a payment against the seller's own offer, or says why not.
///
/// Without a context the policy is strict, and nothing is known from the chain.
#[uniffi::export(default(context = None))]
pub fn verify(
    payment: &AnyPaymentPayload,
    offer: &Offer,
    now: UnixTimestamp,
    context: Option<Arc<Context>>,
) -> Result<Verified, Refusal> {
    let context = context_at(context.as_deref(), now);
    Ok(Verified(core::verify(
        &payment.read()?,
        &offer.0,
        &context,
    )?))
}

/// Decodes a payment header and verifies the payment in it: one call for servers.
///
/// The header is `PAYMENT-SIGNATURE` for an offer of version 2, `X-PAYMENT` for one of version 1.
#[uniffi::export(default(context = None))]
pub fn verify_header(
    header: &str,
    offer: &Offer,
    now: UnixTimestamp,
    context: Option<Arc<Context>>,
) -> Result<Verified, Refusal> {
    let context = context_at(context.as_deref(), now);
    Ok(Verified(core::verify_header(header, &offer.0, &context)?))
}

/// Applies every rule to a payment, not only those up to the first failure.
///
/// It fails only if the record is no message; what the rules say is the report's.
#[uniffi::export(default(context = None))]
pub fn examine(
    payment: &AnyPaymentPayload,
    offer: &Offer,
    now: UnixTimestamp,
    context: Option<Arc<Context>>,
) -> Result<Report, Refusal> {
    let context = context_at(context.as_deref(), now);
    Ok((&core::examine(&payment.read()?, &offer.0, &context)).into())
}

/// Decodes a payment header and applies every rule to the payment in it.
#[uniffi::export(default(context = None))]
pub fn examine_header(
    header: &str,
    offer: &Offer,
    now: UnixTimestamp,
    context: Option<Arc<Context>>,
) -> Report {
    let context = context_at(context.as_deref(), now);
    (&core::examine_header(header, &offer.0, &context)).into()
}
