//! The transfer that a payment is to make.

use std::sync::Arc;

use x402_core::{receipt, timestamp::UnixTimestamp as CoreTimestamp};

use crate::{
    error::Refusal,
    message::AnyPaymentPayload,
    scheme::{Context, Mechanism, Offer, context_at},
    value::{UnixTimestamp, digits},
};

/// The transfer that a payment is to make, and what the payer signed for it: what a proof of
/// settlement looks for on chain.
#[derive(Debug, uniffi::Object)]
pub struct ExpectedTransfer(pub(crate) receipt::ExpectedTransfer);

/// The transfer, in one record.
#[derive(Clone, Debug, Eq, PartialEq, uniffi::Record)]
pub struct ExpectedTransferFacts {
    /// How the payment is made.
    pub mechanism: Mechanism,
    /// The network: a CAIP-2 name.
    pub network: String,
    /// The payer.
    pub payer: String,
    /// The payee.
    pub pay_to: String,
    /// The token.
    pub asset: String,
    /// The amount in atomic units of the token: decimal digits.
    pub amount: String,
}

#[uniffi::export]
impl ExpectedTransfer {
    /// Reads the transfer in a payment of an offer: one that was verified earlier, or one's own.
    ///
    /// The rules of `verify` apply other than those about the time: the window of a settled
    /// payment is over. The payer's signature is not needed for the proof: the chain has checked it.
    #[uniffi::constructor(default(context = None))]
    pub fn read(
        payment: &AnyPaymentPayload,
        offer: &Offer,
        context: Option<Arc<Context>>,
    ) -> Result<Self, Refusal> {
        // The rules about the time do not count, so any time will do.
        let context = context_at(context.as_deref(), UnixTimestamp(CoreTimestamp::MAX));
        receipt::ExpectedTransfer::read(&payment.read()?, &offer.0, &context)
            .map(Self)
            .map_err(|rejection| (&rejection).into())
    }

    /// The transfer, in one call.
    pub fn facts(&self) -> ExpectedTransferFacts {
        let Self(transfer) = self;
        ExpectedTransferFacts {
            mechanism: transfer.mechanism().into(),
            network: transfer.network().to_string(),
            payer: transfer.payer().to_string(),
            pay_to: transfer.pay_to().to_string(),
            asset: transfer.asset().to_string(),
            amount: digits(transfer.amount()),
        }
    }
}

/// The core's, in the same order.
pub(super) fn list(expected: &[Arc<ExpectedTransfer>]) -> Vec<receipt::ExpectedTransfer> {
    expected.iter().map(|transfer| transfer.0.clone()).collect()
}
