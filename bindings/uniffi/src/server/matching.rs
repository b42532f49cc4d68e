//! Which of the seller's offers a payment is for.

use std::sync::Arc;

use x402_core::{
    extension,
    json::Json,
    scheme::{self, Payment},
    verify,
};

use crate::{
    error::Refusal,
    json::JsonText,
    message::{AnyPaymentPayload, PaymentPayload},
    scheme::{Context, Offer, context_at},
    value::UnixTimestamp,
    verify::Verified,
};

/// Which offer a payment pays.
///
/// Only `verify_any` makes one.
#[derive(Debug, uniffi::Object)]
pub struct Match {
    index: usize,
    verified: Arc<Verified>,
}

#[uniffi::export]
impl Match {
    /// The offer's place in the list, counted from 0.
    pub fn index(&self) -> u64 {
        place(self.index)
    }

    /// The proof.
    pub fn verified(&self) -> Arc<Verified> {
        Arc::clone(&self.verified)
    }
}

/// The place of the first offer that the payment says it is for.
///
/// In version 2 that is the one that `accepted` repeats. In version 1 a payment names only scheme
/// and network, which several offers may have: use `verify_any` there.
#[uniffi::export]
pub fn match_offer(payment: &AnyPaymentPayload, offers: Vec<Arc<Offer>>) -> Result<u64, Refusal> {
    let (payment, offers) = (payment.read()?, core(&offers));
    let matched = verify::match_offer(Payment::from(&payment), &offers)?;
    let index = offers.iter().position(|offer| std::ptr::eq(offer, matched));
    Ok(place(index.unwrap_or_default()))
}

/// Verifies a payment against the offers that it may be for, and says which one it pays.
///
/// If it pays none of the offers that match, the refusal is by the one whose rules it satisfies
/// furthest.
#[uniffi::export(default(context = None))]
pub fn verify_any(
    payment: &AnyPaymentPayload,
    offers: Vec<Arc<Offer>>,
    now: UnixTimestamp,
    context: Option<Arc<Context>>,
) -> Result<Match, Refusal> {
    let (payment, offers) = (payment.read()?, core(&offers));
    let context = context_at(context.as_deref(), now);
    let (index, verified) = verify::verify_any(&payment, &offers, &context)?;
    Ok(Match {
        index,
        verified: Arc::new(Verified(verified)),
    })
}

/// Checks that a payment's extensions contain those that were advertised: a JSON object.
///
/// Extensions may be left out and added to; what the seller advertised may not be changed.
#[uniffi::export]
pub fn check_extensions(
    advertised: Option<JsonText>,
    payment: &PaymentPayload,
) -> Result<(), Refusal> {
    let payment = payment.read()?;
    let tree = advertised.as_ref().map(JsonText::tree).transpose()?;
    let advertised = tree.as_ref().and_then(Json::as_object);
    extension::check_extensions(advertised, &payment).map_err(|rejection| Refusal::from(&rejection))
}

fn core(offers: &[Arc<Offer>]) -> Vec<scheme::Offer> {
    offers.iter().map(|offer| offer.0.clone()).collect()
}

fn place(index: usize) -> u64 {
    u64::try_from(index).unwrap_or(u64::MAX)
}
