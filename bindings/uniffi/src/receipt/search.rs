//! Another transaction that used, or cancelled, what the payer signed.

use x402_core::receipt;

use super::{ExpectedTransfer, proof::quorum};
use crate::{
    chain::{ChainQueries, Facts},
    error::ValueError,
};

/// What a search of a range of blocks found.
#[derive(Clone, Debug, Eq, PartialEq, uniffi::Enum)]
pub enum SearchResult {
    /// This transaction used the authorization: prove the payment by it.
    UsedBy {
        /// The transaction's id.
        transaction: String,
    },
    /// This transaction cancelled the authorization.
    CancelledBy {
        /// The transaction's id.
        transaction: String,
    },
    /// As many nodes as must agree have no such log in the range.
    NotFound,
    /// Too few nodes answered, or they disagree.
    Unknown,
}

#[uniffi::export]
impl ExpectedTransfer {
    /// The queries that look for the transaction which used or cancelled the authorization, in
    /// these blocks, both included, of which there are at most 2,000.
    ///
    /// Any party may send an authorization of EIP-3009, so another transaction than the
    /// facilitator's may have made the payment. Nothing for the other mechanisms, whose logs name
    /// no payment.
    pub fn search(&self, first_block: u64, last_block: u64) -> Result<ChainQueries, ValueError> {
        let queries = receipt::search(&self.0, first_block, last_block)?;
        Ok(ChainQueries::new(queries))
    }

    /// What the answers to the queries of `search` show, for the same range.
    ///
    /// `nodes` is how many independent nodes the app has for the network.
    pub fn find(
        &self,
        first_block: u64,
        last_block: u64,
        facts: &Facts,
        nodes: u16,
    ) -> Result<SearchResult, ValueError> {
        use receipt::SearchResult as Core;
        let quorum = quorum(nodes);
        let found = receipt::find(&self.0, first_block, last_block, &facts.0, quorum)?;
        Ok(match found {
            Core::UsedBy(transaction) => SearchResult::UsedBy {
                transaction: transaction.to_string(),
            },
            Core::CancelledBy(transaction) => SearchResult::CancelledBy {
                transaction: transaction.to_string(),
            },
            Core::NotFound => SearchResult::NotFound,
            _ => SearchResult::Unknown,
        })
    }
}
