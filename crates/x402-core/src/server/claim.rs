//! A payment that an exchange holds, and what became of it so far.

use alloc::{boxed::Box, format, string::String, vec::Vec};

use alloy_primitives::hex;

use super::{Bill, FacilitatorVerify, Reservation, Route, bill, record::Record};
use crate::{
    address::Address,
    amount::Amount,
    any::{AnyPaymentPayload, SettleRequest, Submission},
    chain::Query,
    json::Object,
    message::SettleResponse,
    network::Network,
    receipt::ExpectedTransfer,
    scheme::{Context, Offer, Payment, Refusal, Undecided},
    verify::{self, Verified, matching},
    version::X402Version,
};

/// A payment that may be served for: the payer's signature is proven, or the facilitator vouches
/// for it.
///
/// Only an [`Exchange`](super::Exchange) makes one, so it is a proof as
/// [`Verified`] is:
///
/// ```compile_fail,E0423
/// use x402_core::{scheme::Undecided, server::Accepted};
///
/// fn forge(undecided: Undecided) -> Accepted {
///     Accepted(undecided)
/// }
/// ```
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Accepted(Basis);

/// What a payment is accepted on.
#[derive(Clone, Debug, Eq, PartialEq)]
enum Basis {
    Verified(Box<Verified>),
    Facilitator(Box<Undecided>),
}

impl Accepted {
    pub(super) fn of_verified(verified: Verified) -> Self {
        Self(Basis::Verified(Box::new(verified)))
    }

    pub(super) fn of_undecided(undecided: Undecided) -> Self {
        Self(Basis::Facilitator(Box::new(undecided)))
    }

    /// The payer.
    #[must_use]
    pub fn payer(&self) -> Address {
        match &self.0 {
            Basis::Verified(verified) => verified.payer(),
            Basis::Facilitator(undecided) => undecided.payer(),
        }
    }

    /// The proof, if the payer's signature is proven here.
    #[must_use]
    pub fn verified(&self) -> Option<&Verified> {
        match &self.0 {
            Basis::Verified(verified) => Some(verified),
            Basis::Facilitator(_) => None,
        }
    }

    /// What the facilitator vouches for, if only the chain can prove the signature.
    #[must_use]
    pub fn undecided(&self) -> Option<&Undecided> {
        match &self.0 {
            Basis::Verified(_) => None,
            Basis::Facilitator(undecided) => Some(undecided),
        }
    }
}

/// The payment of one exchange.
#[derive(Clone, Debug)]
pub(super) struct Claim {
    pub(super) version: X402Version,
    /// An undecided one is not accepted until the facilitator has answered.
    pub(super) accepted: Accepted,
    pub(super) network: Network,
    pub(super) network_text: String,
    pub(super) amount: Amount,
    pub(super) submission: Submission,
    pub(super) key: String,
    /// What the same payer's payments for the same terms on the same route have in common; none
    /// where the payer proves nothing.
    pub(super) account: Option<String>,
    pub(super) keep_until: u64,
    /// How often settlement was asked for.
    pub(super) attempts: u32,
    /// Whether an attempt, here or in an earlier exchange, may have settled the payment.
    pub(super) uncertain: bool,
    /// Whether an earlier exchange left the payment unresolved.
    pub(super) resumed: bool,
    pub(super) method: Method,
    /// The name of this settlement for the facilitator; the same in every request for it.
    pub(super) repeat_token: String,
    /// Whether the handler has run.
    pub(super) served: bool,
    pub(super) receipt: Option<SettleResponse>,
}

impl Claim {
    /// Whether the settlement was asked for once, and by no earlier exchange.
    pub(super) fn is_first_call(&self) -> bool {
        self.attempts == 1 && !self.uncertain
    }

    /// Takes note of the request that the payment came with.
    pub(super) fn came_by(&mut self, method: &str, entropy: [u8; 16]) {
        let is = |known: &&str| method.eq_ignore_ascii_case(known);
        self.method = if is(&"HEAD") {
            Method::Head
        } else if IDEMPOTENT.iter().any(is) {
            Method::Idempotent
        } else {
            Method::Other
        };
        self.repeat_token = hex::encode(entropy);
    }

    /// Whether the payment may be resumed here: on the same route, and without running a handler
    /// twice that must not.
    pub(super) fn may_resume(&self, record: &Record, route: &Route) -> bool {
        !self.is_free() && record.route == route.name && (self.may_repeat() || !record.begun)
    }

    /// Whether the request costs nothing, although its payment is looked at.
    pub(super) fn is_free(&self) -> bool {
        self.method == Method::Head
    }

    /// Whether the handler may run twice for one payment.
    pub(super) fn may_repeat(&self) -> bool {
        self.method != Method::Other
    }

    /// Goes on with the settlement that an earlier exchange left unresolved.
    pub(super) fn resume(&mut self, record: Record) {
        self.repeat_token = record.repeat_token;
        self.submission = record.request.submission;
        self.resumed = true;
        self.uncertain = true;
    }

    /// The record of this payment's settlement.
    pub(super) fn record(&self, route: &Route, begun: bool) -> Record {
        Record {
            repeat_token: self.repeat_token.clone(),
            begun,
            route: route.name.clone(),
            request: Box::new(SettleRequest::new(self.submission.clone())),
        }
    }

    /// Verifies the payment again, against the offer that it was found to be for.
    pub(super) fn verify(&self, context: &Context<'_>) -> Result<Verified, Refusal> {
        let offer = self.offer()?;
        verify::verify(payment(&self.submission), &offer, context)
    }

    /// What to ask the chain about the payment.
    pub(super) fn queries(&self) -> Vec<Query> {
        match &self.accepted.0 {
            Basis::Verified(verified) => verified.queries(),
            Basis::Facilitator(undecided) => undecided.queries().to_vec(),
        }
    }

    /// The transfer that the settlement is to have made. Of a resumed payment it is that of the
    /// record, which may be an earlier one.
    pub(super) fn expected_transfer(&self, context: &Context<'_>) -> Option<ExpectedTransfer> {
        let offer = self.offer().ok()?;
        // What the facts say of the nonce is about the settlement itself.
        let context = context.without_chain();
        ExpectedTransfer::read(payment(&self.submission), &offer, &context).ok()
    }

    fn offer(&self) -> Result<Offer, Refusal> {
        // The seller's own requirements were read before; a record's may be of another version.
        bill::offer_of(&self.submission)
            .map_err(|_| matching::no_version(&payment(&self.submission)))
    }

    /// Whether an answer of the handler with this status is to be settled for.
    pub(super) fn owes(&self, status: u16) -> bool {
        self.receipt.is_none() && !self.is_free() && status < 400
    }

    /// What becomes of the key if the request ends while no settlement of it is under way.
    pub(super) fn if_not_settled(&self) -> Reservation {
        if self.resumed || self.receipt.is_some() {
            Reservation::Unresolved
        } else {
            Reservation::Release
        }
    }

    /// What becomes of the key if the payment is settled and the answer does not leave.
    pub(super) fn if_undelivered(&self) -> Reservation {
        if self.may_repeat() {
            Reservation::Unresolved
        } else {
            Reservation::Keep
        }
    }

    /// Finds out which offer the payment is for and verifies it.
    ///
    /// An undecided payment becomes a claim only where a facilitator or the chain may decide it.
    pub(super) fn read(
        payload: &AnyPaymentPayload,
        route: &Route,
        context: &Context<'_>,
        may_decide: bool,
    ) -> Result<Self, NotClaimed> {
        let version = payload.version();
        let mut refused: Option<NotClaimed> = None;
        let mut found = None;
        for bill in route.bills(context.now()) {
            match bill.verify_payment(payload, context) {
                Ok((index, verified)) => {
                    found = Some((bill, index, Accepted::of_verified(verified)));
                }
                Err((index, Refusal::Undecided(undecided)))
                    if may_decide || route.facilitator_verify != FacilitatorVerify::Never =>
                {
                    found = Some((bill, index, Accepted::of_undecided(undecided)));
                }
                // Of two bills, the present one's refusal is the payer's answer.
                Err((index, refusal)) => {
                    let first = bill
                        .first_queries(index, &refusal, payload, context)
                        .map(Box::new);
                    let refused = refused.get_or_insert(NotClaimed::from(refusal));
                    if refused.first.is_none() {
                        refused.first = first;
                    }
                    continue;
                }
            }
            break;
        }
        let none = || NotClaimed::from(matching::no_version(&Payment::from(payload)));
        let Some((bill, index, accepted)) = found else {
            return Err(refused.unwrap_or_else(none));
        };
        let Some(offer) = bill.offers_of(version).get(index) else {
            return Err(none());
        };
        let (key, keep_until) = match &accepted.0 {
            Basis::Verified(verified) => (verified.replay_key(), verified.keep_until()),
            Basis::Facilitator(undecided) => {
                (undecided.replay_key().into(), undecided.keep_until())
            }
        };
        let account = accepted.verified().map(|verified| {
            format!(
                "{} {} {} {} {} {} {}",
                version.number(),
                offer.network(),
                verified.payer(),
                offer.asset(),
                offer.pay_to(),
                offer.amount(),
                route.name
            )
        });
        let Some(submission) = submission(payload.clone(), bill, index, &accepted) else {
            return Err(none());
        };
        // A facilitator that reads as strictly as we do would not take the request.
        submission.check_limits().map_err(Refusal::Malformed)?;
        Ok(Self {
            version,
            accepted,
            network: offer.network().clone(),
            network_text: offer.network_text.clone(),
            amount: offer.amount(),
            submission,
            key,
            account,
            keep_until,
            attempts: 0,
            uncertain: false,
            resumed: false,
            method: Method::Other,
            repeat_token: String::new(),
            served: false,
            receipt: None,
        })
    }
}

/// A payment that is not accepted.
#[derive(Clone, Debug)]
pub(super) struct NotClaimed {
    pub(super) refusal: Refusal,
    /// What a network has to be asked before the rules can be applied to it; then the refusal is
    /// not the last word.
    pub(super) first: Option<Box<(Network, Vec<Query>)>>,
}

impl From<Refusal> for NotClaimed {
    fn from(refusal: Refusal) -> Self {
        let first = None;
        Self { refusal, first }
    }
}

/// What a request's method says about its handler.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Method {
    /// It makes no body: the request costs nothing.
    Head,
    /// It may run twice for one payment.
    Idempotent,
    /// It must run once for one payment.
    Other,
}

/// The methods whose handlers may run twice (RFC 9110 section 9.2.2); `HEAD` is one, too.
const IDEMPOTENT: &[&str] = &["DELETE", "GET", "OPTIONS", "PUT", "TRACE"];

/// The payment beside what was asked for, as a facilitator gets it: the requirements are the
/// seller's own, the signature is in the one form that every token takes.
fn submission(
    payload: AnyPaymentPayload,
    bill: &Bill,
    index: usize,
    accepted: &Accepted,
) -> Option<Submission> {
    Some(match payload {
        AnyPaymentPayload::V1(mut payment_payload) => {
            normalise(&mut payment_payload.payload, accepted);
            Submission::V1 {
                payment_payload,
                payment_requirements: bill.required_v1()?.accepts.get(index)?.clone(),
            }
        }
        AnyPaymentPayload::V2(mut payment_payload) => {
            normalise(&mut payment_payload.payload, accepted);
            Submission::V2 {
                payment_payload,
                payment_requirements: bill.required().accepts.get(index)?.clone(),
            }
        }
    })
}

/// The payment that is submitted.
fn payment(submission: &Submission) -> Payment<'_> {
    match submission {
        Submission::V1 {
            payment_payload, ..
        } => payment_payload.into(),
        Submission::V2 {
            payment_payload, ..
        } => payment_payload.into(),
    }
}

/// Wallets write signatures in forms that tokens revert on.
fn normalise(payload: &mut Object<'static>, accepted: &Accepted) {
    if let Some(verified) = accepted.verified() {
        verified.signature().normalise(payload);
    }
}
