//! The one form that payments of both versions are lowered to before any rule sees them.

use super::member::misspelled;
use crate::{
    any::AnyPaymentPayload, json::Object, message::PaymentPayload, v1, version::X402Version,
};

/// A payment of either version, borrowed from its message.
#[derive(Clone, Copy, Debug)]
pub struct Payment<'a> {
    pub(crate) claim: Claim<'a>,
    pub(crate) payload: &'a Object<'a>,
    /// What version 2 carries beside the payment.
    pub(crate) extensions: Option<&'a Object<'a>>,
}

/// What the payer says it is paying for. Compared with the offer, never believed.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Claim<'a> {
    /// Version 2: the requirements that were accepted.
    Accepted(Accepted<'a>),
    /// Version 1: scheme and network by name.
    Named { scheme: &'a str, network: &'a str },
}

/// The requirements that a payment accepted, their spelling checked once for all offers.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Accepted<'a> {
    pub(crate) terms: &'a Object<'a>,
    /// The first member that is a known one but for case and underscores, and that one.
    pub(crate) misspelled: Option<(&'a str, &'static str)>,
}

/// The members of `accepted` (core specification v2 §5.1.2).
const MEMBERS: [&str; 7] = [
    "scheme",
    "network",
    "amount",
    "asset",
    "payTo",
    "maxTimeoutSeconds",
    "extra",
];

impl Payment<'_> {
    /// The version of the message that the payment came in.
    #[must_use]
    pub fn version(&self) -> X402Version {
        match self.claim {
            Claim::Accepted(_) => X402Version::V2,
            Claim::Named { .. } => X402Version::V1,
        }
    }
}

impl<'a> From<&'a AnyPaymentPayload> for Payment<'a> {
    fn from(payment: &'a AnyPaymentPayload) -> Self {
        match payment {
            AnyPaymentPayload::V1(payment) => payment.into(),
            AnyPaymentPayload::V2(payment) => payment.into(),
        }
    }
}

impl<'a> From<&'a PaymentPayload> for Payment<'a> {
    fn from(payment: &'a PaymentPayload) -> Self {
        Self {
            claim: Claim::Accepted(Accepted {
                terms: &payment.accepted,
                misspelled: misspelled(&payment.accepted, &MEMBERS),
            }),
            payload: &payment.payload,
            extensions: payment.extensions.as_ref(),
        }
    }
}

impl<'a> From<&'a v1::PaymentPayload> for Payment<'a> {
    fn from(payment: &'a v1::PaymentPayload) -> Self {
        Self {
            claim: Claim::Named {
                scheme: &payment.scheme,
                network: &payment.network,
            },
            payload: &payment.payload,
            extensions: None,
        }
    }
}
