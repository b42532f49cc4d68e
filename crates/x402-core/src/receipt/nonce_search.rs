//! The transaction that used what the payer signed, where no event names it: by its nonce.

use alloc::{vec, vec::Vec};

use crate::{
    ValueError,
    address::Address,
    chain::{Answer, Event, EvmQuery, Facts, LogFilter, Query, Quorum, TransactionId, Value},
    scheme::{ExpectedTransfer, mechanism},
};

/// The state of a search for the block in which a nonce was used.
pub(crate) enum NonceSearch {
    /// What is to be asked next.
    Ask(Vec<Query>),
    /// The transactions of that block which moved units from the payer to the payee:
    /// [`prove`](super::prove) the payment by one of them.
    Candidates(Vec<TransactionId>),
    /// No block of the range in which units were moved has the nonce used behind it. Nodes that
    /// do not have the state of a block count as if the nonce were unused there.
    NotFound,
    /// Too few nodes answered, or they disagree.
    Unknown,
}

/// Looks for the block in which a nonce of Permit2 was used, among those in which the payer paid
/// the payee, and for the transactions that may have used it.
///
/// It takes a round for the transfers, and one or two for the nonce behind their blocks. Nodes have
/// the state of the last 128 blocks; only archives have older ones.
///
/// # Errors
///
/// The range is empty or longer than [`LogFilter::MAX_BLOCKS`].
pub(crate) fn nonce_search(
    expected: &ExpectedTransfer,
    first_block: u64,
    last_block: u64,
    facts: &Facts,
    quorum: Quorum,
) -> Result<NonceSearch, ValueError> {
    let (Address::Evm(token), Address::Evm(payer), Address::Evm(pay_to)) =
        (expected.asset(), expected.payer(), expected.pay_to())
    else {
        return Ok(NonceSearch::NotFound);
    };
    let topics = [Event::TRANSFER, payer.to_word(), pay_to.to_word()];
    let filter = LogFilter::new(token, topics.map(Some).into(), first_block, last_block)?;
    let logs = EvmQuery::Logs(filter).into();
    let transfers = match facts.agreement(&logs, quorum).agreed() {
        Some(Answer::Value(Value::Logs(found))) => found,
        _ if facts.answers(&logs).count() < quorum.needed() => {
            return Ok(NonceSearch::Ask(vec![logs]));
        }
        _ => return Ok(NonceSearch::Unknown),
    };
    let mut blocks: Vec<u64> = transfers.iter().map(|found| found.block.number).collect();
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
        return Ok(NonceSearch::NotFound);
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
