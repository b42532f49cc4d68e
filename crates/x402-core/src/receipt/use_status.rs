//! Whether a payment was never made, and can no longer be.

use alloc::vec::Vec;

use crate::{
    chain::{BlockId, Bound, EvmQuery, Facts, Query, Quorum, Value},
    scheme::{ExpectedTransfer, UseStatus, mechanism},
    timestamp::UnixTimestamp,
};

/// What is left to ask a chain for [`use_status`], given the facts so far; empty when it has all
/// that it can use, or where no query shows it.
///
/// `sent_at` is when the payment was handed out, by the payer's clock. An EVM chain takes one
/// round, of the present state alone. Solana takes three: time and blockhash, then the
/// transactions of the payer's token account, then what they did. Of both, queries that enough
/// nodes answered or failed to answer are not stated again.
#[must_use]
pub fn use_queries(
    expected: &ExpectedTransfer,
    sent_at: UnixTimestamp,
    facts: &Facts,
    quorum: Quorum,
) -> Vec<Query> {
    let payload = &expected.payment.payload;
    if let Some(message) = mechanism::message(payload) {
        return message
            .outstanding(&expected.network, sent_at, facts)
            .queries(quorum);
    }
    let Some((read, _)) = mechanism::expiry(payload) else {
        return Vec::new();
    };
    // The newest block is that of the read where no Multicall3 names one; the read is last, since
    // it must not be older.
    let blocks = [BlockId::Finalized, BlockId::Latest].map(EvmQuery::Block);
    let asked = blocks.into_iter().chain([read]).map(Query::from);
    Query::network(&expected.network)
        .into_iter()
        .chain(asked)
        .filter(|query| facts.answers(query).count() < quorum.needed())
        .collect()
}

/// What the answers to [`use_queries`] show.
///
/// On Solana a payment has expired when a finalized block, later than `sent_at` by ten minutes of
/// the cluster's time, does not know its blockhash any more, and no transaction that names the
/// payer's token account executed it. The payer's clock must be right to ten minutes.
#[must_use]
pub fn use_status(
    expected: &ExpectedTransfer,
    sent_at: UnixTimestamp,
    facts: &Facts,
    quorum: Quorum,
) -> UseStatus {
    let payload = &expected.payment.payload;
    if let Some(message) = mechanism::message(payload) {
        return message
            .outstanding(&expected.network, sent_at, facts)
            .status(quorum);
    }
    let Some((read, closes)) = mechanism::expiry(payload) else {
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
