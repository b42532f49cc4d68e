//! A payment that an exchange holds, and what became of it so far.

use alloc::{boxed::Box, string::String};

use super::{Bill, FacilitatorVerify, Route};
use crate::{
    address::Address,
    amount::Amount,
    any::{AnyPaymentPayload, Submission},
    json::Object,
    message::SettleResponse,
    network::Network,
    scheme::{Context, Payment, Refusal, Undecided},
    verify::{Verified, matching},
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
    /// Whose money it is.
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
    pub(super) keep_until: u64,
    /// How often settlement was asked for.
    pub(super) attempts: u32,
    /// Whether an attempt, here or in an earlier exchange, may have settled the payment.
    pub(super) uncertain: bool,
    /// Whether the handler has run.
    pub(super) served: bool,
    pub(super) receipt: Option<SettleResponse>,
}

impl Claim {
    /// Finds out which offer the payment is for and verifies it.
    ///
    /// An undecided payment becomes a claim only where a facilitator may decide it.
    pub(super) fn read(
        payload: AnyPaymentPayload,
        route: &Route,
        context: &Context<'_>,
    ) -> Result<Self, Refusal> {
        let bill = &route.bill;
        let version = payload.version();
        let (index, accepted) = match bill.verify_payment(&payload, context) {
            Ok((index, verified)) => (index, Accepted(Basis::Verified(Box::new(verified)))),
            Err((index, Refusal::Undecided(undecided)))
                if route.facilitator_verify != FacilitatorVerify::Never =>
            {
                (index, Accepted(Basis::Facilitator(Box::new(undecided))))
            }
            Err((_, refusal)) => return Err(refusal),
        };
        let none = matching::no_version(&Payment::from(&payload));
        let Some(offer) = bill.offers_of(version).get(index) else {
            return Err(none);
        };
        let (key, keep_until) = match &accepted.0 {
            Basis::Verified(verified) => (verified.replay_key(), verified.keep_until()),
            Basis::Facilitator(undecided) => {
                (undecided.replay_key().into(), undecided.keep_until())
            }
        };
        let Some(submission) = submission(payload, bill, index, &accepted) else {
            return Err(none);
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
            keep_until,
            attempts: 0,
            uncertain: false,
            served: false,
            receipt: None,
        })
    }
}

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

/// Wallets write signatures in forms that tokens revert on.
fn normalise(payload: &mut Object<'static>, accepted: &Accepted) {
    if let Some(verified) = accepted.verified() {
        verified.signature().normalise(payload);
    }
}
