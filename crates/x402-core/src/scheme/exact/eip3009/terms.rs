//! The seller's terms for EIP-3009.

use alloc::{format, string::ToString};

use crate::{
    asset::{Asset, TransferMethod},
    evm::eip712::Domain,
    json::Object,
    scheme::{
        evm::{
            contract::ForeignContract,
            names::{self, NAME, VERSION},
            terms::{Accounts, EvmTerms, insert_domain},
        },
        offer::{error::OfferError, parts::Parts},
    },
};

/// `extra` names the token's own domain.
pub(crate) fn parse(
    chain_id: u64,
    accounts: Accounts,
    parts: &Parts<'_>,
) -> Result<EvmTerms, OfferError> {
    let foreign = ForeignContract::of(parts, &[accounts.asset]);
    let (name, version) = (parts.extra_needed(NAME)?, parts.extra_needed(VERSION)?);
    let domain = Domain {
        name: name.to_string(),
        version: Some(version.to_string()),
        chain_id,
        verifying_contract: accounts.asset,
    };
    let is_renamed =
        foreign.is_none() && names::is_renamed(&parts.network, parts.asset, [name, version])?;
    Ok(EvmTerms {
        is_renamed,
        ..EvmTerms::new(accounts, domain, foreign)
    })
}

/// `extra` states the token's domain; the method is the one that needs no name.
pub(crate) fn extra(asset: &Asset, extra: &mut Object<'static>) -> Result<(), OfferError> {
    if asset.transfer_method() != Some(TransferMethod::Eip3009) {
        let expected = format!("a way that {} can be transferred", asset.symbol());
        let pointer = "/extra/assetTransferMethod";
        return Err(OfferError::new(pointer, expected, "\"eip3009\""));
    }
    insert_domain(asset, extra);
    Ok(())
}
