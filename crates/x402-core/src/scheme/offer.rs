//! The seller's own terms, checked once and kept ready.

pub(crate) mod error;
pub(crate) mod parts;

use alloc::string::{String, ToString};

pub use self::error::OfferError;
use self::parts::Parts;
use super::{evm::terms::EvmTerms, exact::solana::terms::SolanaTerms};
use crate::{
    address::Address, amount::Amount, json::Object, message::PaymentRequirements, network::Network,
    v1, value_error::excerpt, version::X402Version,
};

/// One way to pay that a seller offers, parsed once per route.
///
/// It holds typed values and everything that can be computed before a payment arrives: the
/// EIP-712 domain separator, the payee's token accounts. It is the only authority in a
/// verdict: whatever the payer claims is compared with it.
#[derive(Clone, Debug)]
pub struct Offer {
    version: X402Version,
    network: Network,
    amount: Amount,
    max_timeout_seconds: u64,
    extra: Object<'static>,
    pub(crate) terms: Terms,
    pub(crate) network_text: String,
    pub(crate) amount_text: String,
    pub(crate) asset_text: String,
    pub(crate) pay_to_text: String,
}

/// What the offer means on its family of networks.
#[derive(Clone, Debug)]
pub(crate) enum Terms {
    Evm(EvmTerms),
    Solana(SolanaTerms),
}

impl Offer {
    /// Reads one entry of a version 2 `accepts`.
    ///
    /// # Errors
    ///
    /// [`OfferError`] if a payment could never satisfy the entry: unknown scheme or network
    /// family, addresses that are none, `extra` without what its transfer method needs. It
    /// is the seller's mistake (HTTP status 500), never the payer's.
    pub fn parse(requirements: &PaymentRequirements) -> Result<Self, OfferError> {
        Self::new(Parts {
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
        Self::new(Parts {
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

    fn new(parts: Parts<'_>) -> Result<Self, OfferError> {
        if parts.scheme != SCHEME {
            let found = excerpt(parts.scheme);
            return Err(OfferError::new("/scheme", "\"exact\"", found));
        }
        if parts.max_timeout_seconds == 0 {
            let pointer = "/maxTimeoutSeconds";
            return Err(OfferError::new(pointer, "at least 1 second", "0"));
        }
        let terms = if let Some(chain_id) = parts.network.evm_chain_id() {
            Terms::Evm(EvmTerms::parse(chain_id, &parts)?)
        } else if parts.network.is_svm() {
            Terms::Solana(SolanaTerms::parse(&parts)?)
        } else {
            let found = excerpt(parts.network_text);
            let expected = "a network of the namespace `eip155` or `solana`";
            return Err(OfferError::new("/network", expected, found));
        };
        Ok(Self {
            version: parts.version,
            amount: parts.amount,
            max_timeout_seconds: parts.max_timeout_seconds,
            extra: parts.extra.cloned().unwrap_or_default(),
            terms,
            network_text: parts.network_text.to_string(),
            amount_text: parts.amount.to_string(),
            asset_text: parts.asset.to_string(),
            pay_to_text: parts.pay_to.to_string(),
            network: parts.network,
        })
    }

    /// The version of the messages that this offer is made and paid in.
    #[must_use]
    pub fn version(&self) -> X402Version {
        self.version
    }

    /// The scheme: `exact`.
    #[must_use]
    pub fn scheme(&self) -> &'static str {
        SCHEME
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
        match &self.terms {
            Terms::Evm(terms) => terms.asset.into(),
            Terms::Solana(terms) => terms.mint.into(),
        }
    }

    /// Who is paid.
    #[must_use]
    pub fn pay_to(&self) -> Address {
        match &self.terms {
            Terms::Evm(terms) => terms.pay_to.into(),
            Terms::Solana(terms) => terms.pay_to.into(),
        }
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

/// The only scheme that offers are made in so far.
const SCHEME: &str = "exact";
