//! The seller's terms on an EVM chain.

use alloc::string::String;

use super::{
    contract::ForeignContract,
    names::{NAME, VERSION},
};
use crate::{
    asset::{Asset, TransferMethod},
    evm::{Address, eip712::Domain},
    json::Object,
    scheme::offer::{error::OfferError, parts::Parts},
    value_error::excerpt,
};

/// The token and the payee.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
pub(crate) struct Accounts {
    pub(crate) asset: Address,
    pub(crate) pay_to: Address,
}

impl Accounts {
    pub(crate) fn parse(parts: &Parts<'_>) -> Result<Self, OfferError> {
        let accounts = Self {
            asset: address("/asset", parts.asset)?,
            pay_to: address("/payTo", parts.pay_to)?,
        };
        // Tokens refuse to be their own holder, or keep for good what they are sent.
        if accounts.pay_to == accounts.asset {
            let expected = "an account other than the asset's contract";
            return Err(OfferError::new("/payTo", expected, excerpt(parts.pay_to)));
        }
        Ok(accounts)
    }
}

/// An offer to be paid by a signature over typed data.
#[derive(Clone, Debug, Eq, Hash, PartialEq)]
pub(crate) struct EvmTerms {
    pub(crate) asset: Address,
    pub(crate) pay_to: Address,
    /// What the payer's signature is bound to: the token's domain, or Permit2's.
    pub(crate) domain: Domain,
    /// The domain's separator, hashed once.
    pub(crate) separator: [u8; 32],
    /// What makes the entry one for another contract.
    pub(crate) foreign: Option<ForeignContract>,
    /// Whether the domain is not the one that the token, which may be renamed, is known by.
    pub(crate) is_renamed: bool,
}

impl EvmTerms {
    pub(crate) fn new(
        accounts: Accounts,
        domain: Domain,
        foreign: Option<ForeignContract>,
    ) -> Self {
        let Accounts { asset, pay_to } = accounts;
        Self {
            asset,
            pay_to,
            separator: domain.separator(),
            domain,
            foreign,
            is_renamed: false,
        }
    }
}

/// The offered transfer method: EIP-3009 if none is named.
pub(crate) fn transfer_method(parts: &Parts<'_>) -> Result<TransferMethod, OfferError> {
    match parts.extra_string(METHOD)? {
        None => Ok(TransferMethod::Eip3009),
        Some(name) => name.parse().map_err(|_| {
            let expected = "\"eip3009\", \"permit2\" or \"erc7710\"";
            OfferError::new("/extra/assetTransferMethod", expected, excerpt(name))
        }),
    }
}

/// Names the token's domain, where it has one.
pub(crate) fn insert_domain(asset: &Asset, extra: &mut Object<'static>) {
    if let Some((name, version)) = asset.eip712() {
        extra.insert(NAME, String::from(name));
        extra.insert(VERSION, String::from(version));
    }
}

/// The seller's addresses: a wrong checksum or a zero address is the seller's mistake.
fn address(pointer: &'static str, text: &str) -> Result<Address, OfferError> {
    let address: Address = text
        .parse()
        .map_err(|error| OfferError::value(pointer, &error))?;
    if address.is_zero() {
        let expected = "an address other than zero";
        return Err(OfferError::new(pointer, expected, excerpt(text)));
    }
    Ok(address)
}

/// The member of `extra` that names the transfer method.
pub(crate) const METHOD: &str = "assetTransferMethod";
