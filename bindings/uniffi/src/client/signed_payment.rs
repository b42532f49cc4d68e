//! A payment that can be sent.

use std::sync::Arc;

use x402_core::client::{self, Proof};

use super::Cost;
use crate::{
    error::Refusal, header::HttpHeader, message::AnyPaymentPayload, value::digits, verify::Verified,
};

/// A signed payment and the header that carries it. It is money until it expires.
#[derive(Debug, uniffi::Object)]
pub struct SignedPayment(pub(crate) client::SignedPayment);

/// A signed payment, in one record.
#[derive(Clone, Debug, Eq, PartialEq, uniffi::Record)]
pub struct SignedPaymentFacts {
    /// The header to send with the request.
    pub header: HttpHeader,
    /// The message in it.
    pub message: AnyPaymentPayload,
    /// Who pays.
    pub payer: String,
    /// How much, in atomic units: decimal digits.
    pub amount: String,
    /// Of which token.
    pub asset: String,
    /// On which network: a CAIP-2 name.
    pub network: String,
    /// The network by the name that the message has for it.
    pub network_text: String,
    /// Until when it can be settled, in Unix seconds; on Solana no clock knows: some minutes.
    pub valid_until: Option<u64>,
    /// Its id, the same each time that it is sent; absent where the server takes none.
    pub payment_id: Option<String>,
    /// Why nothing proves the signature, where a contract wallet signed.
    pub unproven: Option<Refusal>,
}

#[uniffi::export]
impl SignedPayment {
    /// The payment, in one call.
    pub fn facts(&self) -> SignedPaymentFacts {
        let Self(payment) = self;
        let cost = payment.cost();
        SignedPaymentFacts {
            header: HttpHeader::new((payment.header_name(), payment.header_text())),
            message: payment.message().into(),
            payer: payment.payer().to_string(),
            amount: digits(cost.amount()),
            asset: cost.asset().to_string(),
            network: cost.network().to_string(),
            network_text: payment.network_text().to_owned(),
            valid_until: payment.valid_until(),
            payment_id: payment.payment_id().map(|id| id.to_string()),
            unproven: match payment.proof() {
                Proof::Proven(_) => None,
                Proof::Unproven(undecided) => Some(undecided.into()),
            },
        }
    }

    /// The header to send with the request.
    pub fn header(&self) -> HttpHeader {
        HttpHeader::new((self.0.header_name(), self.0.header_text()))
    }

    /// What it costs, for a budget.
    pub fn cost(&self) -> Cost {
        Cost(self.0.cost().clone())
    }

    /// The proof that the payer signed it, unless a contract wallet did.
    pub fn verified(&self) -> Option<Arc<Verified>> {
        self.0
            .verified()
            .cloned()
            .map(|verified| Arc::new(Verified(verified)))
    }
}
