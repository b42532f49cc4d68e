//! Values that enough nodes reach, of those that grow from block to block.

use alloc::vec::Vec;

use crate::{
    amount::Amount,
    chain::{Answer, BlockId, EvmQuery, Facts, Query, Quorum, Value},
};

/// The newest block that as many nodes as the quorum needs have.
pub(super) fn newest_block(facts: &Facts, quorum: Quorum) -> Option<u64> {
    let query = newest();
    let heights = facts
        .answers(&query)
        .filter_map(|(_, answer, _)| match answer {
            Answer::Value(Value::Block(Some(head))) => Some(head.height()),
            _ => None,
        });
    reached(heights.collect(), quorum)
}

/// Asks for the newest block.
pub(super) fn newest() -> Query {
    EvmQuery::Block(BlockId::Latest).into()
}

/// The greatest value that as many nodes as the quorum needs reach: nodes lag behind, and one that
/// claims too much moves nothing.
fn reached<T: Ord>(mut values: Vec<T>, quorum: Quorum) -> Option<T> {
    values.sort_unstable();
    values.into_iter().rev().nth(quorum.needed() - 1)
}

/// The number that an answer states, by [`reached`].
pub(super) fn most_number(facts: &Facts, query: &Query, quorum: Quorum) -> Option<u64> {
    let numbers = facts
        .answers(query)
        .filter_map(|(_, answer, _)| match answer {
            Answer::Value(Value::Number(number)) => Some(*number),
            _ => None,
        });
    reached(numbers.collect(), quorum)
}

/// The amount that an answer states, by [`reached`].
pub(super) fn most_amount(facts: &Facts, query: &Query, quorum: Quorum) -> Option<Amount> {
    let amounts = facts
        .answers(query)
        .filter_map(|(_, answer, _)| match answer {
            Answer::Value(Value::Amount(amount)) => Some(*amount),
            _ => None,
        });
    reached(amounts.collect(), quorum)
}
