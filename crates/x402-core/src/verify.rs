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
    chain::{ChainChecks, Query},
    header::PaymentHeader,
    scheme::{
        Context, Offer, Payment, Refusal, Rejection, Undecided,
        evidence::Evidence,
        judge::{All, AnyJudge, First, Stop},
        mechanism::{self, Deal},
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
    let evidence = mechanism::apply(&mut AnyJudge::First(&mut judge), &payment, offer, context);
    match evidence {
        Ok(evidence) => {
            let First {
                unchecked,
                warnings,
                ..
            } = judge;
            conclude(evidence, offer, context, unchecked, warnings)
        }
        Err(Stop(rejection)) => Err(Refusal::Rejected(rejection)),
    }
}

/// What to ask a payment's network, all of it in one round; nothing if the payment breaks a rule
/// that needs no chain, or if the facts of the context answer everything.
///
/// Post the bodies of [`rpc::write`](crate::rpc::write()), collect what
/// [`rpc::read`](crate::rpc::read()) makes of the responses in [`Facts`](crate::chain::Facts), and
/// verify with them. On Solana, accounts that are in a lookup table take a second round: the first
/// one asks for the tables alone.
///
/// # Examples
///
/// ```
/// use x402_core::{
///     PaymentRequirements, UnixTimestamp, any::AnyPaymentPayload, chain::{Facts, NodeId, Quorum},
///     rpc::{self, Response, Shape}, scheme::{Context, Offer}, verify,
/// };
///
/// let terms = r#"{
///     "scheme": "exact", "network": "eip155:84532", "amount": "10000",
///     "asset": "0x036CbD53842c5426634e7929541eC2318f3dCF7e",
///     "payTo": "0x209693Bc6afc0C5328bA36FaF03C514EF312287C",
///     "maxTimeoutSeconds": 60, "extra": {"name": "USDC", "version": "2"}
/// }"#;
/// let offer = Offer::parse(&PaymentRequirements::parse(terms)?)?;
/// let context = Context::new(UnixTimestamp::new(1_740_672_100)?);
/// let payment = AnyPaymentPayload::parse(format!(r#"{{"x402Version": 2, "accepted": {terms}, "payload": {{
///     "signature": "0x2d6a7588d6acca505cbf0d9a4a227e0c52c6c34008c8e8986a1283259764173608a2ce6496642e377d6da8dbbf5836e9bd15092f9ecab05ded3d6293af148b571c",
///     "authorization": {{
///         "from": "0x857b06519E91e3A54538791bDbb0E22373e36b66",
///         "to": "0x209693Bc6afc0C5328bA36FaF03C514EF312287C",
///         "value": "10000", "validAfter": "1740672089", "validBefore": "1740672154",
///         "nonce": "0xf3746613c2d920b5fdabc0856f2aeb2d4f88ee6037b8cc5d04a71a4462f13480"
///     }}
/// }}}}"#))?;
///
/// let queries = verify::queries(&payment, &offer, &context);
/// let bodies = rpc::write(&queries, Shape::default())?;
/// assert_eq!(bodies.len(), 1); // one request, which the host posts
///
/// // A node that does not respond answers nothing: the payment is verified, and as much is open.
/// let facts: Facts = rpc::read(&queries, Shape::default(), &[], NodeId(1))?.into_iter().collect();
/// let context = context.with_chain(&facts, Quorum::of(1));
/// assert_eq!(verify::queries(&payment, &offer, &context), queries);
/// assert_eq!(verify::verify(&payment, &offer, &context)?.queries(), queries);
/// # Ok::<(), Box<dyn core::error::Error>>(())
/// ```
#[must_use]
pub fn queries<'a>(
    payment: impl Into<Payment<'a>>,
    offer: &Offer,
    context: &Context<'_>,
) -> Vec<Query> {
    let payment = payment.into();
    match verify(payment, offer, context) {
        Ok(verified) => verified.queries(),
        Err(Refusal::Undecided(undecided)) => undecided.queries().to_vec(),
        Err(Refusal::Rejected(rejection)) => {
            mechanism::first_queries(&rejection, &payment, offer, context)
        }
        Err(Refusal::Malformed(_)) => Vec::new(),
    }
}

/// What to ask about a payment whose signature is not the payer's own, in case that the payer is
/// a contract wallet; nothing if it breaks another rule.
///
/// [`verify`] refuses a signature of 65 bytes that recovers to another account, and [`queries`]
/// asks nothing about it: any party can send one. A host that has such wallets as customers asks
/// these in place of them, as often as it can afford, and verifies again.
#[must_use]
pub fn wallet_queries<'a>(
    payment: impl Into<Payment<'a>>,
    offer: &Offer,
    context: &Context<'_>,
) -> Vec<Query> {
    let context = Context {
        takes_payer_for_contract: true,
        ..*context
    };
    match verify(payment, offer, &context) {
        Err(Refusal::Undecided(undecided)) => undecided.queries().to_vec(),
        _ => Vec::new(),
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
/// The report's verdict is [`verify`]'s. Its payer is always recovered, known or not.
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
    let context = &context.without_known_payers();
    let evidence = mechanism::apply(&mut AnyJudge::All(&mut judge), &payment, offer, context);
    let verdict = match (judge.first_failure(), evidence) {
        (Some(rejection), _) => Err(Refusal::Rejected(rejection.clone())),
        (None, Err(Stop(rejection))) => Err(Refusal::Rejected(rejection)),
        (None, Ok(evidence)) => {
            let warnings = judge.warnings();
            conclude(evidence, offer, context, judge.unchecked, warnings)
        }
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
    context: &Context<'_>,
    unchecked: ChainChecks,
    warnings: Vec<Rejection>,
) -> Result<Verified, Refusal> {
    let Evidence { payment, proof } = evidence;
    match proof {
        Ok(proven) => Ok(Verified::new(payment, proven, offer, unchecked, warnings)),
        Err(unproven) => {
            let replay_key = mechanism::replay_key(&payment.payload, offer.network());
            let deal = Deal {
                asset: offer.asset(),
                pay_to: offer.pay_to(),
                amount: offer.amount(),
                signature: &unproven.signature,
                redeemer: mechanism::redeemer(context),
                open: unchecked.union(unproven.needs),
            };
            let queries = mechanism::queries(&payment, &deal);
            let undecided = Undecided::new(payment, replay_key, unproven, queries);
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
