//! The seller's own terms, checked once and kept ready.

use x402_core::scheme;

use crate::{
    error::OfferError,
    json::JsonText,
    message::{AnyPaymentRequirements, PaymentRequirements},
    v1::PaymentRequirementsV1,
    value::digits,
};

/// One way to pay that a seller offers, parsed once per route.
///
/// It is the only authority in a verdict: whatever the payer claims is compared with it.
#[derive(Debug, uniffi::Object)]
pub struct Offer(pub(crate) scheme::Offer);

/// What an offer asks for.
#[derive(Clone, Debug, Eq, PartialEq, uniffi::Record)]
pub struct OfferTerms {
    /// The version of the messages that the offer is made and paid in.
    pub x402_version: u64,
    /// The scheme: `exact`.
    pub scheme: String,
    /// The network to pay on: a CAIP-2 name.
    pub network: String,
    /// The price in atomic token units: decimal digits.
    pub amount: String,
    /// The token to pay with: its contract, on Solana its mint.
    pub asset: String,
    /// Who is paid.
    pub pay_to: String,
    /// How long, in seconds, the payment may take to complete.
    pub max_timeout_seconds: u64,
    /// The offer's `extra`, as the seller wrote it: a JSON object.
    pub extra: JsonText,
}

impl From<&scheme::Offer> for OfferTerms {
    fn from(offer: &scheme::Offer) -> Self {
        Self {
            x402_version: offer.version().number(),
            scheme: offer.scheme().to_owned(),
            network: offer.network().to_string(),
            amount: digits(offer.amount()),
            asset: offer.asset().to_string(),
            pay_to: offer.pay_to().to_string(),
            max_timeout_seconds: offer.max_timeout_seconds(),
            extra: JsonText::of(offer.extra()),
        }
    }
}

#[uniffi::export]
impl Offer {
    /// Reads one entry of a version 2 `accepts`.
    ///
    /// Fails if a payment could never satisfy the entry: unknown scheme or network family,
    /// addresses that are none, `extra` without what its transfer method needs. It is the seller's
    /// mistake (HTTP status 500), never the payer's.
    #[uniffi::constructor]
    pub fn parse(requirements: &PaymentRequirements) -> Result<Self, OfferError> {
        Ok(Self(scheme::Offer::parse(&requirements.read()?)?))
    }

    /// Reads one entry of a version 1 `accepts`; it fails for a network without a version 1 name too.
    #[uniffi::constructor]
    pub fn parse_v1(requirements: &PaymentRequirementsV1) -> Result<Self, OfferError> {
        Ok(Self(scheme::Offer::parse_v1(&requirements.read()?)?))
    }

    /// Reads one entry of `accepts`, of either version.
    #[uniffi::constructor]
    pub fn parse_any(requirements: &AnyPaymentRequirements) -> Result<Self, OfferError> {
        match requirements {
            AnyPaymentRequirements::V1 { requirements } => Self::parse_v1(requirements),
            AnyPaymentRequirements::V2 { requirements } => Self::parse(requirements),
        }
    }

    /// What the offer asks for.
    pub fn terms(&self) -> OfferTerms {
        (&self.0).into()
    }
}
