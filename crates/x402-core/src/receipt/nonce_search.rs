//! The transaction that used what the payer signed, where no event names it: by its nonce.

use alloc::vec::Vec;

use super::invalidation::{Invalidation, Proof, invalidations, logs, transfers, unanswered};
use crate::{
    ValueError,
    chain::{Facts, Query, Quorum, TransactionId, Value},
    scheme::{ExpectedTransfer, mechanism},
};

/// The state of a search for the block in which a nonce was used.
pub(crate) enum NonceSearch {
    /// What is to be asked next.
    Ask(Vec<Query>),
    /// The transactions of that block which moved units from the payer to the payee:
    /// [`prove`](super::prove) the payment by one of them.
    Candidates(Vec<TransactionId>),
    /// The payer invalidated the nonce in this transaction, which is final, and did not pay with it
    /// before.
    InvalidatedBy(TransactionId),
    /// The payer invalidated the nonce in a transaction that is not final yet.
    NotFinal,
    /// No block of the range in which units were moved has the nonce used behind it. Nodes that
    /// do not have the state of a block count as if the nonce were unused there.
    NotFound,
    /// Too few nodes answered, or they disagree.
    Unknown,
}

/// Looks for the block in which a nonce of Permit2 was used, among those in which the payer paid
/// the payee, and for the transactions that may have used it; else for its invalidation.
///
/// `unused_at` is a block at which the nonce was seen unused. It takes a round for the logs, one or
/// two for the nonce behind their blocks, and three for an invalidation. Nodes have the state of
/// the last 128 blocks; only archives have older ones.
///
/// # Errors
///
/// The range is empty or longer than [`LogFilter::MAX_BLOCKS`](crate::chain::LogFilter::MAX_BLOCKS).
pub(crate) fn nonce_search(
    expected: &ExpectedTransfer,
    (first_block, last_block): (u64, u64),
    unused_at: Option<u64>,
    facts: &Facts,
    quorum: Quorum,
) -> Result<NonceSearch, ValueError> {
    let Some(transfers) = transfers(expected, first_block, last_block)? else {
        return Ok(NonceSearch::NotFound);
    };
    let Some(invalidations) = invalidations(expected, first_block, last_block)? else {
        return Ok(NonceSearch::NotFound);
    };
    let queries = [transfers.clone(), invalidations.clone()];
    let open = unanswered(queries, facts, quorum);
    if !open.is_empty() {
        return Ok(NonceSearch::Ask(open));
    }
    let (Some(transfers), Some(invalidations)) = (
        logs(facts, &transfers, quorum),
        logs(facts, &invalidations, quorum),
    ) else {
        return Ok(NonceSearch::Unknown);
    };
    let invalidation = Invalidation::first(expected, invalidations);
    let mut blocks: Vec<u64> = transfers.iter().map(|found| found.block.number).collect();
    // Behind an invalidation the nonce pays for nothing more. In its block the payer may have paid
    // with it before, or with another one: nothing tells.
    if let Some(invalidation) = &invalidation {
        blocks.retain(|block| *block < invalidation.block());
    }
    blocks.sort_unstable();
    blocks.dedup();
    let nonces = blocks.iter().filter_map(|block| {
        let query = mechanism::is_used(&expected.payment.payload, *block)?;
        Some(Query::from(query))
    });
    let nonces: Vec<_> = nonces.collect();
    let known: Vec<_> = nonces
        .iter()
        .map(|query| used(facts, query, quorum))
        .collect();
    // Behind a block at which it is used, it is used for good.
    let first_used = known.iter().position(|used| *used == Some(true));
    let end = first_used.unwrap_or(nonces.len());
    let is_unused = |used: &Option<bool>| *used == Some(false);
    let start = known.iter().take(end).rposition(is_unused);
    let start = start.map_or(0, |place| place + 1);
    let open = nonces.get(start..end).unwrap_or_default();
    if !open.is_empty() {
        let step = open.len().div_ceil(MOST_NONCES);
        let asked = open.iter().step_by(step).cloned();
        return Ok(NonceSearch::Ask(asked.collect()));
    }
    let Some(block) = blocks.get(end) else {
        // No transfer before it leaves no payment, if the nonce was unused where the range begins.
        let is_covered = unused_at.is_some_and(|block| first_block <= block);
        let from = Some(first_block).filter(|_| is_covered && blocks.is_empty());
        let Some(invalidation) = invalidation else {
            return Ok(NonceSearch::NotFound);
        };
        return Ok(match invalidation.judge(expected, from, facts, quorum)? {
            Proof::Ask(queries) => NonceSearch::Ask(queries),
            Proof::Dead(id) => NonceSearch::InvalidatedBy(id),
            Proof::NotFinal => NonceSearch::NotFinal,
            Proof::Open => NonceSearch::NotFound,
            Proof::Unknown => NonceSearch::Unknown,
        });
    };
    let mut candidates: Vec<_> = transfers
        .iter()
        .filter(|found| found.block.number == *block)
        .map(|found| TransactionId::from(found.transaction))
        .collect();
    candidates.dedup();
    candidates.truncate(MOST_CANDIDATES);
    Ok(NonceSearch::Candidates(candidates))
}

/// Whether the nonce is used behind a block; `None` if that has not been asked.
fn used(facts: &Facts, query: &Query, quorum: Quorum) -> Option<bool> {
    match facts.value(query, quorum) {
        Some(Value::Flag(flag)) => Some(*flag),
        _ if facts.answers(query).count() < quorum.needed() => None,
        _ => Some(false),
    }
}

/// Behind how many blocks the nonce is asked in one round.
const MOST_NONCES: usize = 32;

/// How many transactions of one block are looked at.
const MOST_CANDIDATES: usize = 16;
