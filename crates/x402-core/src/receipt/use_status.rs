//! Whether a payment was never made, and can no longer be.

use alloc::vec::Vec;
use core::fmt;

use crate::{
    chain::{BlockId, Bound, EvmQuery, Facts, Query, Quorum, Value},
    scheme::{ExpectedTransfer, mechanism},
};

/// What the facts show of the use of a payment that may be outstanding.
///
/// Only [`Expired`](Self::Expired) ends it: then its budget can be given back. A server's statement
/// is not a proof, and neither is a clock: a server can settle a payment and deny it.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
#[non_exhaustive]
pub enum UseStatus {
    /// It was unused at a finalized block behind the end of its window: it can no longer be made.
    Expired,
    /// It is unused, and no finalized block is behind the end of its window yet: ask again later.
    Open,
    /// It is used or cancelled: [`search`](super::search) finds the transaction.
    Used,
    /// Too few nodes answered, they disagree, or they are nodes of another chain. With one node
    /// this is what an unused payment is: an absence that one node reports ends nothing.
    Unknown,
    /// No query shows it: a payment on Solana is looked for by the fee payer's signature, of which
    /// there can be many, and a delegation has no nonce.
    Unprovable,
}

impl fmt::Display for UseStatus {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Expired => "it is unused behind the end of its window",
            Self::Open => "no finalized block is behind the end of its window: ask again later",
            Self::Used => "its nonce is used or cancelled",
            Self::Unknown => "too few nodes show that it is unused: two or more must agree",
            Self::Unprovable => "no query shows whether such a payment is used",
        })
    }
}

/// What to ask a chain for [`use_status`]: one round, of the present state alone. Nothing where no
/// query shows it.
#[must_use]
pub fn use_queries(expected: &ExpectedTransfer) -> Vec<Query> {
    let Some((read, _)) = mechanism::expiry(&expected.payment.payload) else {
        return Vec::new();
    };
    // The newest block is that of the read where no Multicall3 names one; the read is last, since
    // it must not be older.
    let blocks = [BlockId::Finalized, BlockId::Latest].map(EvmQuery::Block);
    let asked = blocks.into_iter().chain([read]).map(Query::from);
    Query::network(&expected.network)
        .into_iter()
        .chain(asked)
        .collect()
}

/// What the answers to [`use_queries`] show.
#[must_use]
pub fn use_status(expected: &ExpectedTransfer, facts: &Facts, quorum: Quorum) -> UseStatus {
    let Some((read, closes)) = mechanism::expiry(&expected.payment.payload) else {
        return UseStatus::Unprovable;
    };
    let read = Query::from(read);
    if !facts.are_of(&expected.network, quorum) {
        return UseStatus::Unknown;
    }
    match facts.value(&read, quorum) {
        Some(Value::Flag(true)) => UseStatus::Used,
        Some(Value::Flag(false)) if quorum.ends_by_absence() => {
            // A window whose end no block reaches never closes.
            let end = closes.to_u64().and_then(|closes| closes.checked_add(1));
            if end.is_some_and(|end| facts.ended(&read, &Bound::Time(end), quorum)) {
                UseStatus::Expired
            } else {
                UseStatus::Open
            }
        }
        _ => UseStatus::Unknown,
    }
}
