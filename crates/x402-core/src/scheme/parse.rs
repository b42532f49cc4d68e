//! From an entry of `accepts` to an offer, and what its mechanism knows of it.

use alloc::vec::Vec;

use super::{
    mechanism,
    offer::{Offer, OfferError, parts::Parts},
};
use crate::{
    address::Address, any::AnyPaymentRequirements, message::PaymentRequirements, v1,
    version::X402Version,
};

impl Offer {
    /// Reads one entry of a version 2 `accepts`.
    ///
    /// # Errors
    ///
    /// [`OfferError`] if a payment could never satisfy the entry: unknown scheme or network
    /// family, addresses that are none, `extra` without what its transfer method needs. It
    /// is the seller's mistake (HTTP status 500), never the payer's.
    pub fn parse(requirements: &PaymentRequirements) -> Result<Self, OfferError> {
        read(Parts {
            version: X402Version::V2,
            scheme: &requirements.scheme,
            network: requirements.network.clone(),
            network_text: requirements.network.as_str(),
            amount: requirements.amount,
            asset: &requirements.asset,
            pay_to: &requirements.pay_to,
            max_timeout_seconds: requirements.max_timeout_seconds,
            extra: requirements.extra.as_ref(),
        })
    }

    /// Reads one entry of a version 1 `accepts`.
    ///
    /// # Errors
    ///
    /// [`OfferError`] as for [`parse`](Self::parse), and for a network without a version 1 name.
    pub fn parse_v1(requirements: &v1::PaymentRequirements) -> Result<Self, OfferError> {
        let name = requirements.network.as_str();
        let network = name
            .parse::<v1::NetworkName>()
            .map_err(|error| OfferError::value("/network", &error))?
            .network();
        read(Parts {
            version: X402Version::V1,
            scheme: &requirements.scheme,
            network,
            network_text: name,
            amount: requirements.max_amount_required,
            asset: &requirements.asset,
            pay_to: &requirements.pay_to,
            max_timeout_seconds: requirements.max_timeout_seconds,
            extra: requirements.extra.as_ref(),
        })
    }

    /// Reads one entry of `accepts`, of either version.
    ///
    /// # Errors
    ///
    /// [`OfferError`] as for [`parse`](Self::parse) and [`parse_v1`](Self::parse_v1).
    pub fn parse_any(requirements: &AnyPaymentRequirements) -> Result<Self, OfferError> {
        match requirements {
            AnyPaymentRequirements::V1(requirements) => Self::parse_v1(requirements),
            AnyPaymentRequirements::V2(requirements) => Self::parse(requirements),
        }
    }

    /// The token accounts of which one must exist before the payee can be paid: a question that a
    /// seller asks the chain at start. Empty on networks without token accounts.
    ///
    /// It is the payee's associated token account under the mint's token program; two addresses
    /// where the asset table does not state the program.
    #[must_use]
    pub fn payee_accounts(&self) -> Vec<Address> {
        mechanism::payee_accounts(self)
    }
}

fn read(parts: Parts<'_>) -> Result<Offer, OfferError> {
    mechanism::check_scheme(parts.scheme)?;
    if parts.max_timeout_seconds == 0 {
        let pointer = "/maxTimeoutSeconds";
        return Err(OfferError::new(pointer, "at least 1 second", "0"));
    }
    let terms = mechanism::terms(&parts)?;
    let scheme = mechanism::scheme(&terms);
    let (asset, pay_to) = mechanism::accounts(&terms);
    Ok(Offer::new(parts, scheme, terms, asset, pay_to))
}
