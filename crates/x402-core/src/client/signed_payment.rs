//! A payment that can be sent.

use alloc::{boxed::Box, string::String};
use core::fmt;

use super::Cost;
use crate::{
    address::Address,
    any::AnyPaymentPayload,
    extension::{PaymentId, PaymentIdentifier},
    header,
    scheme::{Offer, Undecided},
    verify::Verified,
};

/// A signed payment and the header that carries it.
///
/// It is money until it expires: whoever has the header can have it settled. Its `Debug` form
/// does not show it.
#[derive(Clone, Eq, PartialEq)]
#[must_use = "a signed payment is sent, or its budget stays reserved for nothing"]
pub struct SignedPayment {
    message: AnyPaymentPayload,
    header_text: String,
    payer: Address,
    cost: Cost,
    network_text: String,
    valid_until: Option<u64>,
    proof: Proof,
}

/// What is known about the signature.
#[derive(Clone, Debug, Eq, PartialEq)]
#[expect(
    clippy::exhaustive_enums,
    reason = "a new case must break the build of every caller"
)]
pub enum Proof {
    /// Our own verifier accepts the payment.
    Proven(Box<Verified>),
    /// Our own verifier found nothing against it; a contract wallet's signature is the chain's
    /// to judge. It names what to ask.
    Unproven(Undecided),
}

impl SignedPayment {
    pub(super) fn new(
        message: AnyPaymentPayload,
        payer: Address,
        cost: Cost,
        offer: &Offer,
        valid_until: Option<u64>,
        proof: Proof,
    ) -> Self {
        let header_text = match &message {
            AnyPaymentPayload::V1(payment) => header::encode(payment),
            AnyPaymentPayload::V2(payment) => header::encode(payment),
        };
        Self {
            message,
            header_text,
            payer,
            cost,
            network_text: offer.network_text.clone(),
            valid_until,
            proof,
        }
    }

    /// The header's name: `PAYMENT-SIGNATURE`, in version 1 `X-PAYMENT`.
    #[must_use]
    pub fn header_name(&self) -> &'static str {
        match self.message {
            AnyPaymentPayload::V1(_) => header::X_PAYMENT,
            AnyPaymentPayload::V2(_) => header::PAYMENT_SIGNATURE,
        }
    }

    /// The header's value.
    #[must_use]
    pub fn header_text(&self) -> &str {
        &self.header_text
    }

    /// The message in the header.
    #[must_use]
    pub fn message(&self) -> &AnyPaymentPayload {
        &self.message
    }

    /// The payment's id, if the server takes one: every repetition of the payment has the same.
    #[must_use]
    pub fn payment_id(&self) -> Option<PaymentId> {
        let AnyPaymentPayload::V2(message) = &self.message else {
            return None;
        };
        let found = PaymentIdentifier::read(message.extensions.as_ref());
        found.ok()??.id
    }

    /// Who pays.
    #[must_use]
    pub fn payer(&self) -> Address {
        self.payer
    }

    /// What it costs.
    #[must_use]
    pub fn cost(&self) -> &Cost {
        &self.cost
    }

    /// The network by the name that the message has for it.
    #[must_use]
    pub fn network_text(&self) -> &str {
        &self.network_text
    }

    /// When the payment expires, in Unix seconds. Keep its cost reserved until then.
    ///
    /// On Solana that is when the blockhash expires, which no clock knows: some minutes.
    #[must_use]
    pub fn valid_until(&self) -> Option<u64> {
        self.valid_until
    }

    /// What is known about the signature.
    #[must_use]
    pub fn proof(&self) -> &Proof {
        &self.proof
    }

    /// The proof that the payer signed it, unless a contract wallet did.
    #[must_use]
    pub fn verified(&self) -> Option<&Verified> {
        match &self.proof {
            Proof::Proven(verified) => Some(verified),
            Proof::Unproven(_) => None,
        }
    }
}

impl fmt::Debug for SignedPayment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SignedPayment")
            .field("header_name", &self.header_name())
            .field("payer", &self.payer)
            .field("cost", &self.cost)
            .finish_non_exhaustive()
    }
}
