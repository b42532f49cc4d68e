//! The role that checks: is this payment what was offered, and did the payer sign it?
//!
//! Everything here is offline and pure. A [`Verified`] payment is not a settled one: balance,
//! nonce and simulation belong to the chain, and [`Verified::unchecked`] names what is left.

pub(crate) mod matching;
mod report;
mod rules;
mod verified;

pub use matching::{examine_any, match_offer, verify_any};
pub use report::Report;
pub use rules::{all_rules, explain, rules};
pub use verified::Verified;

pub use crate::scheme::finding::{Finding, Note, Outcome, OutcomeKind};

use alloc::vec::Vec;

use crate::{
    Error,
    header::PaymentHeader,
    scheme::{
        Context, Offer, Payment, Refusal, Rejection, Undecided,
        chain::Questions,
        evidence::Evidence,
        judge::{All, First, Stop},
        mechanism,
    },
};

/// Verifies a payment against the seller's own offer.
///
/// # Errors
///
/// The first rule that the payment breaks, in the order of
/// [`rules`]; [`Refusal::Undecided`] if no rule is broken and only the
/// chain could prove the signature; [`Refusal::Malformed`] if the payment is of the other
/// version of the protocol.
pub fn verify<'a>(
    payment: impl Into<Payment<'a>>,
    offer: &Offer,
    context: &Context<'_>,
) -> Result<Verified, Refusal> {
    let payment = payment.into();
    same_version(&payment, offer)?;
    let mut judge = First::new(offer.version());
    let evidence = mechanism::apply(&mut judge, &payment, offer, context);
    match evidence {
        Ok(evidence) => {
            let First {
                unchecked,
                warnings,
                ..
            } = judge;
            conclude(evidence, offer, unchecked, warnings)
        }
        Err(Stop(rejection)) => Err(Refusal::Rejected(rejection)),
    }
}

/// Decodes a payment header and verifies the payment in it: one call for servers.
///
/// The header is `PAYMENT-SIGNATURE` for an offer of version 2, `X-PAYMENT` for one of version 1.
///
/// # Errors
///
/// As for [`verify`], and [`Refusal::Malformed`] if the text is no x402 payment.
///
/// # Examples
///
/// ```
/// use x402_core::{message::PaymentRequirements, scheme::{Context, Offer}, timestamp::UnixTimestamp, verify};
///
/// let requirements: PaymentRequirements = PaymentRequirements::parse(br#"{
///     "scheme": "exact", "network": "eip155:84532", "amount": "10000",
///     "asset": "0x036CbD53842c5426634e7929541eC2318f3dCF7e",
///     "payTo": "0x209693Bc6afc0C5328bA36FaF03C514EF312287C",
///     "maxTimeoutSeconds": 60, "extra": {"name": "USDC", "version": "2"}
/// }"#)?;
/// let offer = Offer::parse(&requirements)?;
/// let context = Context::new(UnixTimestamp::new(1_740_672_100)?);
///
/// let refusal = verify::verify_header("not base64!", &offer, &context).unwrap_err();
/// assert_eq!(refusal.code(), "header.base64");
/// # Ok::<(), Box<dyn core::error::Error>>(())
/// ```
pub fn verify_header(
    text: &str,
    offer: &Offer,
    context: &Context<'_>,
) -> Result<Verified, Refusal> {
    let payment = PaymentHeader::new(offer.version(), text).decode()?;
    verify(&payment, offer, context)
}

/// Applies every rule to a payment, not only those up to the first failure.
///
/// The report's verdict is [`verify`]'s.
#[must_use]
pub fn examine<'a>(
    payment: impl Into<Payment<'a>>,
    offer: &Offer,
    context: &Context<'_>,
) -> Report {
    let payment = payment.into();
    if let Err(error) = same_version(&payment, offer) {
        return Report::malformed(error, offer);
    }
    let mut judge = All::new(offer.version());
    let evidence = mechanism::apply(&mut judge, &payment, offer, context);
    let verdict = match (judge.first_failure(), evidence) {
        (Some(rejection), _) => Err(Refusal::Rejected(rejection.clone())),
        (None, Err(Stop(rejection))) => Err(Refusal::Rejected(rejection)),
        (None, Ok(evidence)) => conclude(evidence, offer, judge.unchecked, judge.warnings()),
    };
    Report::new(verdict, judge, offer)
}

/// Decodes a payment header and applies every rule to the payment in it.
///
/// The report's verdict is [`verify_header`]'s.
#[must_use]
pub fn examine_header(text: &str, offer: &Offer, context: &Context<'_>) -> Report {
    match PaymentHeader::new(offer.version(), text).decode() {
        Ok(payment) => examine(&payment, offer, context),
        Err(error) => Report::malformed(error, offer),
    }
}

/// No rule is broken: the payment is verified if its signature is proven.
fn conclude(
    evidence: Evidence,
    offer: &Offer,
    unchecked: Questions,
    warnings: Vec<Rejection>,
) -> Result<Verified, Refusal> {
    let Evidence { payment, proof } = evidence;
    match proof {
        Ok(signature) => Ok(Verified::new(
            payment, signature, offer, unchecked, warnings,
        )),
        Err(unproven) => {
            let replay_key = mechanism::replay_key(&payment.payload, offer.network());
            let undecided = Undecided::new(payment, replay_key, unproven);
            Err(Refusal::Undecided(undecided))
        }
    }
}

/// A payment is made in the version that it was offered in.
fn same_version(payment: &Payment<'_>, offer: &Offer) -> Result<(), Error> {
    if payment.version() == offer.version() {
        return Ok(());
    }
    Err(Error::version_mismatch(offer.version(), payment.version()))
}
