//! Which of the seller's offers a payment is for.

use alloc::vec::Vec;

use super::{examine, report::Report, rules::rules, verified::Verified, verify};
use crate::{
    Error,
    scheme::{
        Context, Offer, Payment, Refusal, Rejection, accepted,
        finding::{Finding, Outcome},
        judge::{All, AnyJudge, First, Stop},
    },
    version::X402Version,
};

/// A refusal, and the place of the offer whose refusal it is.
type RefusedBy = (usize, Refusal);

/// The first offer that the payment claims to be for.
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
    let candidates = candidates(&payment, offers).map_err(|(_, refusal)| refusal)?;
    let mut candidates = candidates.into_iter();
    match candidates.next().and_then(|index| offers.get(index)) {
        Some(offer) => Ok(offer),
        None => Err(no_version(&payment)),
    }
}

/// Verifies a payment against the offers that it may be for. The number is the place of the offer
/// that it pays.
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
    let verdict = candidates(&payment, offers)
        .and_then(|candidates| verify_candidates(payment, offers, &candidates, context));
    verdict.map_err(|(_, refusal)| refusal)
}

/// Applies every rule to a payment, under the offer that it is for. The number is the place of that
/// offer; `None` if there are no offers.
///
/// The report's verdict is [`verify_any`]'s, and the offer the one that decides there: the one that
/// is paid, otherwise the one whose rules the payment satisfies furthest, otherwise the one with
/// the fewest differences.
///
/// # Examples
///
/// ```
/// use x402_core::{
///     any::AnyPaymentPayload, message::PaymentRequirements, scheme::{Context, Offer},
///     timestamp::UnixTimestamp, verify,
/// };
///
/// let terms = |network: &str, amount: u64| {
///     Offer::parse(&PaymentRequirements::parse(format!(r#"{{
///         "scheme": "exact", "network": "{network}", "amount": "{amount}",
///         "asset": "0x036CbD53842c5426634e7929541eC2318f3dCF7e",
///         "payTo": "0x209693Bc6afc0C5328bA36FaF03C514EF312287C",
///         "maxTimeoutSeconds": 60, "extra": {{"name": "USDC", "version": "2"}}
///     }}"#))?)
///     .map_err(Box::<dyn core::error::Error>::from)
/// };
/// let offers = [terms("eip155:8453", 10_000)?, terms("eip155:84532", 10_000)?];
/// let payment = AnyPaymentPayload::parse(
///     r#"{"x402Version":2,"accepted":{"scheme":"exact","network":"eip155:84532"},"payload":{}}"#,
/// )?;
/// let context = Context::new(UnixTimestamp::new(1_740_672_100)?);
/// let (index, report) = verify::examine_any(&payment, &offers, &context).expect("two offers");
/// assert_eq!(index, 1);
/// assert_eq!(report.verdict().unwrap_err().code(), "accepted.mismatch");
/// # Ok::<(), Box<dyn core::error::Error>>(())
/// ```
#[must_use]
pub fn examine_any<'p>(
    payment: impl Into<Payment<'p>>,
    offers: &[Offer],
    context: &Context<'_>,
) -> Option<(usize, Report)> {
    let payment = payment.into();
    let verdict = candidates(&payment, offers)
        .and_then(|candidates| verify_candidates(payment, offers, &candidates, context));
    let (Ok((index, _)) | Err((index, _))) = verdict;
    let offer = offers.get(index)?;
    Some((index, examine(payment, offer, context)))
}

/// The offers whose terms the payment repeats: at least one.
pub(crate) fn candidates(payment: &Payment<'_>, offers: &[Offer]) -> Result<Vec<usize>, RefusedBy> {
    let matches = |offer: &Offer| {
        let mut first = First::new(offer.version());
        offer.version() == payment.version()
            && accepted::apply(&mut AnyJudge::First(&mut first), payment, offer).is_ok()
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
fn closest(payment: &Payment<'_>, offers: &[Offer]) -> RefusedBy {
    let differences = (0..)
        .zip(offers)
        .filter(|(_, offer)| offer.version() == payment.version())
        .filter_map(|(index, offer)| {
            let (count, first) = differences(payment, offer)?;
            Some((count, (index, first)))
        });
    match differences.min_by_key(|(count, _)| *count) {
        Some((_, (index, rejection))) => (index, Refusal::Rejected(rejection)),
        None => (0, no_version(payment)),
    }
}

/// In how many members the payment differs from the offer, and the first of these.
fn differences(payment: &Payment<'_>, offer: &Offer) -> Option<(usize, Rejection)> {
    let mut all = All::new(offer.version());
    let stop = accepted::apply(&mut AnyJudge::All(&mut all), payment, offer).err();
    let first = all.first_failure().cloned();
    let first = first.or(stop.map(|Stop(rejection)| rejection))?;
    let failed = |finding: &&Finding| matches!(finding.outcome, Outcome::Failed(_));
    Some((all.findings.iter().filter(failed).count(), first))
}

/// Verifies against each candidate until one is paid.
pub(crate) fn verify_candidates(
    payment: Payment<'_>,
    offers: &[Offer],
    candidates: &[usize],
    context: &Context<'_>,
) -> Result<(usize, Verified), RefusedBy> {
    let mut furthest: Option<(usize, RefusedBy)> = None;
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

/// The refusal where nothing is offered in the payment's version.
pub(crate) fn no_version(payment: &Payment<'_>) -> Refusal {
    let offered = match payment.version() {
        X402Version::V1 => X402Version::V2,
        X402Version::V2 => X402Version::V1,
    };
    Refusal::Malformed(Error::version_mismatch(offered, payment.version()))
}
