//! The seller's terms for Permit2.

use crate::{
    evm::permit2,
    scheme::evm::terms::{Accounts, EvmTerms},
};

/// The domain is Permit2's own.
pub(crate) fn new(chain_id: u64, accounts: Accounts) -> EvmTerms {
    EvmTerms::new(accounts, permit2::domain(chain_id))
}
