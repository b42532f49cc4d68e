//! Another transaction that used, or cancelled, what the payer signed.

use alloc::vec::Vec;

use crate::{
    ValueError,
    chain::{Answer, Event, EvmQuery, Facts, LogFilter, Query, Quorum, TransactionId, Value},
    scheme::{ExpectedTransfer, mechanism},
    words::words,
};

/// What a search of a range of blocks found.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
#[non_exhaustive]
pub enum SearchResult {
    /// This transaction used the authorization: [`prove`](super::prove) the payment by it.
    UsedBy(TransactionId),
    /// This transaction cancelled the authorization.
    CancelledBy(TransactionId),
    /// As many nodes as the quorum needs have no such log in the range.
    NotFound,
    /// Too few nodes answered, or they disagree.
    Unknown,
}

words! {
    /// The kinds of [`SearchResult`].
    #[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
    #[non_exhaustive]
    pub enum SearchResultKind: "kind of search result" {
        /// A transaction used the authorization.
        UsedBy = "used_by",
        /// A transaction cancelled the authorization.
        CancelledBy = "cancelled_by",
        /// As many nodes as the quorum needs have no such log in the range.
        NotFound = "not_found",
        /// Too few nodes answered, or they disagree.
        Unknown = "unknown",
    }
}

impl SearchResult {
    /// The result without its details.
    #[must_use]
    pub const fn kind(&self) -> SearchResultKind {
        match self {
            Self::UsedBy(_) => SearchResultKind::UsedBy,
            Self::CancelledBy(_) => SearchResultKind::CancelledBy,
            Self::NotFound => SearchResultKind::NotFound,
            Self::Unknown => SearchResultKind::Unknown,
        }
    }

    /// The transaction that used or cancelled the authorization.
    #[must_use]
    pub const fn transaction(&self) -> Option<TransactionId> {
        match self {
            Self::UsedBy(id) | Self::CancelledBy(id) => Some(*id),
            Self::NotFound | Self::Unknown => None,
        }
    }
}

/// The queries that look for the transaction which used or cancelled an authorization, in these
/// blocks, both included.
///
/// Any account may send an authorization of EIP-3009, so another transaction than the facilitator's
/// may have made the payment. None for the other mechanisms, whose logs name no payment.
///
/// # Errors
///
/// The range is empty or longer than [`LogFilter::MAX_BLOCKS`].
pub fn search(
    expected: &ExpectedTransfer,
    first_block: u64,
    last_block: u64,
) -> Result<Vec<Query>, ValueError> {
    let Some((contract, topics)) = mechanism::ends(&expected.payment.payload) else {
        return Ok(Vec::new());
    };
    topics
        .into_iter()
        .map(|topics| {
            let filter = LogFilter::new(contract, topics, first_block, last_block)?;
            Ok(EvmQuery::Logs(filter).into())
        })
        .collect()
}

/// What the answers to the queries of [`search`] show, for the same range.
///
/// # Errors
///
/// As [`search`].
pub fn find(
    expected: &ExpectedTransfer,
    first_block: u64,
    last_block: u64,
    facts: &Facts,
    quorum: Quorum,
) -> Result<SearchResult, ValueError> {
    let queries = search(expected, first_block, last_block)?;
    let mut is_known = !queries.is_empty();
    for query in &queries {
        let Some(Answer::Value(Value::Logs(logs))) = facts.agreement(query, quorum).agreed() else {
            is_known = false;
            continue;
        };
        // The filter names contract, event, payer and nonce, and the reader has checked it.
        if let Some(found) = logs.first() {
            let transaction = TransactionId::from(found.transaction);
            return Ok(match Event::read(&found.log) {
                Some(Event::AuthorizationUsed { .. }) => SearchResult::UsedBy(transaction),
                Some(Event::AuthorizationCanceled { .. }) => SearchResult::CancelledBy(transaction),
                _ => SearchResult::Unknown,
            });
        }
    }
    Ok(if is_known {
        SearchResult::NotFound
    } else {
        SearchResult::Unknown
    })
}
