//! The seller's terms on an EVM chain.

use alloc::string::ToString;

use crate::{
    asset::TransferMethod,
    evm::{Address, eip712::Domain, permit2},
    scheme::offer::{error::OfferError, parts::Parts},
    value_error::excerpt,
};

/// An offer on an EVM chain.
#[derive(Clone, Debug)]
pub(crate) struct EvmTerms {
    pub(crate) asset: Address,
    pub(crate) pay_to: Address,
    pub(crate) method: TransferMethod,
    /// What the payer's signature is bound to: the token's domain, or Permit2's.
    pub(crate) domain: Domain,
    /// The domain's separator, hashed once.
    pub(crate) separator: [u8; 32],
}

impl EvmTerms {
    pub(crate) fn parse(chain_id: u64, parts: &Parts<'_>) -> Result<Self, OfferError> {
        let asset = address("/asset", parts.asset)?;
        let pay_to = address("/payTo", parts.pay_to)?;
        let method = match parts.extra_string("assetTransferMethod")? {
            None => TransferMethod::Eip3009,
            Some(name) => name.parse().map_err(|_| {
                let expected = "\"eip3009\", \"permit2\" or \"erc7710\"";
                OfferError::new("/extra/assetTransferMethod", expected, excerpt(name))
            })?,
        };
        let domain = match method {
            TransferMethod::Eip3009 => Domain {
                name: parts.extra_needed("name")?.to_string(),
                version: Some(parts.extra_needed("version")?.to_string()),
                chain_id,
                verifying_contract: asset,
            },
            TransferMethod::Permit2 | TransferMethod::Erc7710 => permit2::domain(chain_id),
        };
        Ok(Self {
            asset,
            pay_to,
            method,
            separator: domain.separator(),
            domain,
        })
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
