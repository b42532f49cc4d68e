//! The seller's terms, by mechanism.

use super::{
    evm::terms::{Accounts, EvmTerms},
    exact::{permit2::terms::Permit2Terms, solana::terms::SolanaTerms},
};

/// What an offer means to its mechanism.
#[derive(Clone, Debug, Eq, Hash, PartialEq)]
pub(crate) enum Terms {
    Eip3009(EvmTerms),
    Permit2(Permit2Terms),
    Erc7710(Accounts),
    Solana(SolanaTerms),
}
