//! The transfer that a payment is to make.

use core::fmt;

use super::{evidence::TypedPayment, offer::Offer, rule::Mechanism};
use crate::{address::Address, amount::Amount, network::Network};

/// The transfer that a payment is to make, and what the payer signed for it: what a proof of
/// settlement looks for on chain.
///
/// A [`Verified`](crate::verify::Verified) payment has one, and
/// [`read`](Self::read) finds it in a payment that was verified earlier, or that is one's own.
/// Its `Debug` form shows no signature.
#[derive(Clone, Eq, PartialEq)]
pub struct ExpectedTransfer {
    pub(crate) payment: TypedPayment,
    pub(crate) network: Network,
    pub(crate) amount: Amount,
    pub(crate) asset: Address,
    pub(crate) pay_to: Address,
}

impl ExpectedTransfer {
    pub(crate) fn new(payment: TypedPayment, offer: &Offer) -> Self {
        Self {
            payment,
            network: offer.network().clone(),
            amount: offer.amount(),
            asset: offer.asset(),
            pay_to: offer.pay_to(),
        }
    }

    /// How the payment is made.
    #[must_use]
    pub fn mechanism(&self) -> Mechanism {
        self.payment.mechanism
    }

    /// The network.
    #[must_use]
    pub fn network(&self) -> &Network {
        &self.network
    }

    /// The payer.
    #[must_use]
    pub fn payer(&self) -> Address {
        self.payment.payer
    }

    /// The payee.
    #[must_use]
    pub fn pay_to(&self) -> Address {
        self.pay_to
    }

    /// The token.
    #[must_use]
    pub fn asset(&self) -> Address {
        self.asset
    }

    /// The amount in atomic units of the token.
    #[must_use]
    pub fn amount(&self) -> Amount {
        self.amount
    }
}

impl fmt::Debug for ExpectedTransfer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ExpectedTransfer")
            .field("mechanism", &self.mechanism())
            .field("network", &self.network)
            .field("payer", &self.payer())
            .field("pay_to", &self.pay_to)
            .field("asset", &self.asset)
            .field("amount", &self.amount)
            .finish_non_exhaustive()
    }
}
