//! The seller's terms for Permit2.

use alloc::string::{String, ToString};

use crate::{
    asset::{Asset, TransferMethod},
    evm::{Address, permit2},
    json::Object,
    scheme::{
        evm::{
            contract::ForeignContract,
            terms::{Accounts, EvmTerms, METHOD, insert_domain},
        },
        offer::parts::Parts,
    },
};

/// An offer to be paid through Permit2 by the scheme's proxy.
#[derive(Clone, Debug, Eq, Hash, PartialEq)]
pub(crate) struct Permit2Terms {
    pub(crate) transfer: EvmTerms,
    /// The proxy: the only contract that may spend.
    pub(crate) spender: Address,
    /// The proxy with its checksum, as everybody writes it.
    pub(crate) spender_text: String,
}

impl Permit2Terms {
    /// The domain is Permit2's own.
    pub(crate) fn parse(chain_id: u64, accounts: Accounts, parts: &Parts<'_>) -> Self {
        let spender = permit2::EXACT_PROXY;
        let foreign = ForeignContract::of(parts, &[accounts.asset, permit2::PERMIT2]);
        Self {
            transfer: EvmTerms::new(accounts, permit2::domain(chain_id), foreign),
            spender,
            spender_text: spender.to_string(),
        }
    }
}

/// `extra` states the token's domain only where an allowance can be signed under it.
pub(crate) fn extra(asset: &Asset, extra: &mut Object<'static>) {
    extra.insert(METHOD, TransferMethod::Permit2.as_str());
    if asset.supports_eip2612() {
        insert_domain(asset, extra);
    }
}
