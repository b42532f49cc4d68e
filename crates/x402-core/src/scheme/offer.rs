//! The seller's own terms, checked once and kept ready.

pub(crate) mod error;
pub(crate) mod parts;

use alloc::string::{String, ToString};

pub use self::error::OfferError;
use self::parts::Parts;
use super::terms::Terms;
use crate::{
    address::Address, amount::Amount, json::Object, network::Network, version::X402Version,
};

/// One way to pay that a seller offers, parsed once per route.
///
/// It holds typed values and everything that can be computed before a payment arrives: the
/// EIP-712 domain separator, the payee's token accounts. It is the only authority in a
/// verdict: whatever the payer claims is compared with it.
#[derive(Clone, Debug, Eq, Hash, PartialEq)]
pub struct Offer {
    version: X402Version,
    scheme: &'static str,
    network: Network,
    amount: Amount,
    asset: Address,
    pay_to: Address,
    max_timeout_seconds: u64,
    extra: Object<'static>,
    pub(crate) terms: Terms,
    pub(crate) network_text: String,
    pub(crate) amount_text: String,
    pub(crate) asset_text: String,
    pub(crate) pay_to_text: String,
}

impl Offer {
    /// Keeps the entry beside what it means to its mechanism.
    pub(super) fn new(
        parts: Parts<'_>,
        scheme: &'static str,
        terms: Terms,
        asset: Address,
        pay_to: Address,
    ) -> Self {
        Self {
            version: parts.version,
            scheme,
            amount: parts.amount,
            asset,
            pay_to,
            max_timeout_seconds: parts.max_timeout_seconds,
            extra: parts.extra.cloned().unwrap_or_default(),
            terms,
            network_text: parts.network_text.to_string(),
            amount_text: parts.amount.to_string(),
            asset_text: parts.asset.to_string(),
            pay_to_text: parts.pay_to.to_string(),
            network: parts.network,
        }
    }

    /// The version of the messages that this offer is made and paid in.
    #[must_use]
    pub fn version(&self) -> X402Version {
        self.version
    }

    /// The scheme: `exact`.
    #[must_use]
    pub fn scheme(&self) -> &'static str {
        self.scheme
    }

    /// The network to pay on.
    #[must_use]
    pub fn network(&self) -> &Network {
        &self.network
    }

    /// The price in atomic token units.
    #[must_use]
    pub fn amount(&self) -> Amount {
        self.amount
    }

    /// The token to pay with: its contract, on Solana its mint.
    #[must_use]
    pub fn asset(&self) -> Address {
        self.asset
    }

    /// Who is paid.
    #[must_use]
    pub fn pay_to(&self) -> Address {
        self.pay_to
    }

    /// How long, in seconds, the payment may take to complete.
    #[must_use]
    pub fn max_timeout_seconds(&self) -> u64 {
        self.max_timeout_seconds
    }

    /// The offer's `extra`, as the seller wrote it; empty where there is none.
    #[must_use]
    pub fn extra(&self) -> &Object<'static> {
        &self.extra
    }
}
