//! Which of the seller's offers a payment is for.

use alloc::vec::Vec;

use crate::{
    Error,
    json::Object,
    message::PaymentPayload,
    scheme::{
        Context, Offer, Payment, Refusal, Rejection, accepted, echo,
        finding::{Finding, Outcome},
        judge::{All, First, Stop},
        rules,
    },
    verify::{Verified, verify},
    version::X402Version,
};

/// The first offer that the payment says it is for.
///
/// In version 2 that is the one that `accepted` repeats. In version 1 a payment names only scheme
/// and network, which several offers may have: use [`verify_any`] there.
///
/// # Errors
///
/// [`Refusal::Rejected`] with what differs from the closest offer, the one with the fewest
/// differences; [`Refusal::Malformed`] if no offer is of the payment's version.
pub fn match_offer<'p, 'o>(
    payment: impl Into<Payment<'p>>,
    offers: &'o [Offer],
) -> Result<&'o Offer, Refusal> {
    let payment = payment.into();
    let mut candidates = candidates(&payment, offers)?.into_iter();
    match candidates.next().and_then(|index| offers.get(index)) {
        Some(offer) => Ok(offer),
        None => Err(no_version(&payment)),
    }
}

/// Verifies a payment against the offers that it may be for, and says which one it pays.
///
/// # Errors
///
/// Those of [`match_offer`]; if it pays none of the offers that match, the refusal by the one
/// whose rules it satisfies furthest.
pub fn verify_any<'p>(
    payment: impl Into<Payment<'p>>,
    offers: &[Offer],
    context: &Context<'_>,
) -> Result<(usize, Verified), Refusal> {
    let payment = payment.into();
    let candidates = candidates(&payment, offers)?;
    verify_candidates(payment, offers, &candidates, context).map_err(|(_, refusal)| refusal)
}

/// Checks that a payment's extensions contain those that were advertised.
///
/// Extensions may be left out and added to; what the seller advertised may not be changed.
///
/// # Errors
///
/// The rejection `extension.echo_mismatch`, pointing at the extension's `info`.
pub fn check_extensions(
    advertised: Option<&Object<'_>>,
    payment: &PaymentPayload,
) -> Result<(), Rejection> {
    let mut first = First::new(X402Version::V2);
    echo::apply(&mut first, advertised, payment.extensions.as_ref())
        .map_err(|Stop(rejection)| rejection)
}

/// The offers whose terms the payment repeats: at least one.
pub(super) fn candidates(payment: &Payment<'_>, offers: &[Offer]) -> Result<Vec<usize>, Refusal> {
    let matches = |offer: &Offer| {
        let mut first = First::new(offer.version());
        offer.version() == payment.version() && accepted::apply(&mut first, payment, offer).is_ok()
    };
    let candidates: Vec<usize> = (0..)
        .zip(offers)
        .filter_map(|(index, offer)| matches(offer).then_some(index))
        .collect();
    if candidates.is_empty() {
        return Err(closest(payment, offers));
    }
    Ok(candidates)
}

/// What differs from the offer with the fewest differences.
#[cold]
fn closest(payment: &Payment<'_>, offers: &[Offer]) -> Refusal {
    let offers = offers.iter();
    let differences = offers
        .filter(|offer| offer.version() == payment.version())
        .filter_map(|offer| {
            let mut all = All::new(offer.version());
            let stop = accepted::apply(&mut all, payment, offer).err();
            let first = all.first_failure().cloned();
            let first = first.or(stop.map(|Stop(rejection)| rejection))?;
            let failed = |finding: &&Finding| matches!(finding.outcome, Outcome::Failed(_));
            Some((all.findings.iter().filter(failed).count(), first))
        });
    match differences.min_by_key(|(count, _)| *count) {
        Some((_, rejection)) => Refusal::Rejected(rejection),
        None => no_version(payment),
    }
}

/// Verifies against each candidate until one is paid. A refusal comes with its offer's index.
pub(super) fn verify_candidates(
    payment: Payment<'_>,
    offers: &[Offer],
    candidates: &[usize],
    context: &Context<'_>,
) -> Result<(usize, Verified), (usize, Refusal)> {
    let mut furthest: Option<(usize, (usize, Refusal))> = None;
    for &index in candidates {
        let Some(offer) = offers.get(index) else {
            continue;
        };
        let refusal = match verify(payment, offer, context) {
            Ok(verified) => return Ok((index, verified)),
            Err(refusal) => refusal,
        };
        let progress = match &refusal {
            Refusal::Malformed(_) => 0,
            Refusal::Rejected(rejection) => rules(offer)
                .position(|rule| rule == rejection.rule())
                .unwrap_or(0),
            Refusal::Undecided(_) => usize::MAX,
        };
        if furthest.as_ref().is_none_or(|(most, _)| progress > *most) {
            furthest = Some((progress, (index, refusal)));
        }
    }
    Err(furthest.map_or_else(|| (0, no_version(&payment)), |(_, refusal)| refusal))
}

/// Nothing is offered in the payment's version.
pub(super) fn no_version(payment: &Payment<'_>) -> Refusal {
    let offered = match payment.version() {
        X402Version::V1 => X402Version::V2,
        X402Version::V2 => X402Version::V1,
    };
    Refusal::Malformed(Error::version_mismatch(offered, payment.version()))
}
