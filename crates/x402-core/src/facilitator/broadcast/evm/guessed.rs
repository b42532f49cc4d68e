//! What a proof will ask once its block is known, asked with the receipts: one round less.

use alloc::vec::Vec;

use crate::{
    chain::{Answer, BlockId, EvmQuery, Fact, Facts, Head, Query, Value},
    receipt,
    scheme::{ExpectedTransfer, chain::distinct},
};

/// How many blocks behind the last known one may be there by the next poll.
const BLOCKS: u64 = 2;

/// What the proof asks of the blocks that are likely to contain the transaction: those that follow
/// the newest one that is known.
pub(super) fn queries(expected: &[ExpectedTransfer], newest: Option<u64>) -> Vec<Query> {
    let next = newest.and_then(|newest| newest.checked_add(1));
    let numbers = next.map_or(0..0, |next| next..next.saturating_add(BLOCKS));
    distinct(numbers.flat_map(|number| receipt::block_queries(expected, number)))
}

/// The answers of a round with guesses. A wrong guess, of a block that is not there, is left out:
/// it is asked again if it is needed. The newest block is also the one of its number.
pub(super) fn read(facts: Facts) -> impl Iterator<Item = Fact> {
    let right = facts.into_iter().filter(|fact| !is_wrong(fact));
    right.flat_map(|fact| {
        let numbered = number(&fact).map(|number| Fact {
            query: EvmQuery::Block(BlockId::Number(number)).into(),
            ..fact.clone()
        });
        [Some(fact), numbered].into_iter().flatten()
    })
}

fn is_wrong(fact: &Fact) -> bool {
    let is_guess = matches!(fact.query.block_id(), Some(BlockId::Number(_)));
    is_guess && !matches!(&fact.answer, Answer::Value(value) if *value != Value::Block(None))
}

/// The number of the newest block, of a node that names its hash.
fn number(fact: &Fact) -> Option<u64> {
    let is_newest = fact.query == EvmQuery::Block(BlockId::Latest).into();
    match fact.answer.value() {
        Some(Value::Block(Some(Head::Block {
            number,
            hash: Some(_),
            ..
        }))) if is_newest => Some(*number),
        _ => None,
    }
}
