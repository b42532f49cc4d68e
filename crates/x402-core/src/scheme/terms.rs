//! The seller's terms, by mechanism.

use super::{
    evm::terms::{Accounts, EvmTerms},
    exact::{permit2::terms::Permit2Terms, solana::terms::SolanaTerms},
};

/// A scheme, such as `exact`.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Scheme {
    Exact,
}

impl Scheme {
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::Exact => "exact",
        }
    }
}

/// What an offer means to its mechanism.
#[derive(Clone, Debug)]
pub(crate) enum Terms {
    Eip3009(EvmTerms),
    Permit2(Permit2Terms),
    Erc7710(Accounts),
    Solana(SolanaTerms),
}
