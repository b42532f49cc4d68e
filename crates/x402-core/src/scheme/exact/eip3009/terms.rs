//! The seller's terms for EIP-3009.

use alloc::string::ToString;

use crate::{
    evm::eip712::Domain,
    scheme::{
        evm::terms::{Accounts, EvmTerms},
        offer::{error::OfferError, parts::Parts},
    },
};

/// `extra` names the token's own domain.
pub(crate) fn parse(
    chain_id: u64,
    accounts: Accounts,
    parts: &Parts<'_>,
) -> Result<EvmTerms, OfferError> {
    let domain = Domain {
        name: parts.extra_needed("name")?.to_string(),
        version: Some(parts.extra_needed("version")?.to_string()),
        chain_id,
        verifying_contract: accounts.asset,
    };
    Ok(EvmTerms::new(accounts, domain))
}
