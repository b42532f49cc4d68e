//! Facts of several nodes: merging, agreement, the end by absence, inclusion.

mod ends;
mod inclusion;
mod properties;

use proptest::prelude::*;
use x402_core::{
    amount::Amount,
    chain::{
        Agreement, Answer, BlockId, BlockRef, Bound, Cause, Commitment, EvmQuery, Fact, Facts,
        Failure, Head, Inclusion, LogFilter, NodeId, Nonsense, Query, Quorum, Read, Receipt,
        Revert, SvmQuery, Value,
    },
    evm::Address,
    svm::Signature,
};

const TOKEN: Address = Address::new([0x33; 20]);

const PAYER: Address = Address::new([0x11; 20]);

const HASH: [u8; 32] = [0xab; 32];

fn balance() -> Query {
    EvmQuery::Read {
        read: Read::Balance {
            token: TOKEN,
            owner: PAYER,
        },
        at: BlockId::Latest,
    }
    .into()
}

fn authorization(at: BlockId) -> Query {
    EvmQuery::Read {
        read: Read::AuthorizationState {
            token: TOKEN,
            authorizer: PAYER,
            nonce: HASH,
        },
        at,
    }
    .into()
}

fn block(number: u64) -> Head {
    Head::Block {
        number,
        hash: None,
        time: None,
    }
}

/// A block whose time is 100 seconds after its number.
fn full_block(number: u64) -> Head {
    Head::Block {
        number,
        hash: Some([7; 32]),
        time: Some(number + 100),
    }
}

fn amount(units: u64) -> Answer {
    Answer::Value(Value::Amount(Amount::from(units)))
}

fn number(number: u64) -> Answer {
    Answer::Value(Value::Number(number))
}

fn failed(cause: Cause) -> Answer {
    Answer::Failed(Failure::new(cause))
}

fn fact(query: impl Into<Query>, answer: Answer, at: Option<Head>, node: u16) -> Fact {
    Fact {
        query: query.into(),
        answer,
        at,
        from: NodeId(node),
    }
}

fn facts<const N: usize>(facts: [Fact; N]) -> Facts {
    facts.into_iter().collect()
}

/// The answer and the height on which the nodes agree.
fn agreed(facts: &Facts, query: &Query, nodes: usize) -> Option<(Answer, Option<u64>)> {
    match facts.agreement(query, Quorum::of(nodes)) {
        Agreement::Agreed(agreed) => Some((agreed.answer.clone(), agreed.at.map(|at| at.height()))),
        _ => None,
    }
}

#[test]
fn a_newer_head_wins_and_a_failure_wins_nothing() {
    let old = fact(balance(), amount(1), Some(block(6)), 1);
    let new = fact(balance(), amount(2), Some(block(7)), 1);
    let none = fact(balance(), failed(Cause::Timeout), None, 1);
    let nonsense = fact(
        balance(),
        Answer::Nonsense(Nonsense::NotJson),
        Some(block(9)),
        1,
    );
    for order in [[0, 1, 2, 3], [3, 2, 1, 0], [1, 3, 0, 2]] {
        let all = [&old, &new, &none, &nonsense];
        let merged: Facts = order.into_iter().map(|index| all[index].clone()).collect();
        assert_eq!(agreed(&merged, &balance(), 1), Some((amount(2), Some(7))));
        assert!(merged.into_iter().eq([new.clone()]));
    }
}

#[test]
fn another_value_at_the_same_head_is_a_conflict_and_both_are_kept() {
    let merged = facts([
        fact(balance(), amount(1), Some(block(7)), 1),
        fact(balance(), amount(2), Some(block(7)), 1),
    ]);
    assert_eq!(merged.answers(&balance()).count(), 2);
    for nodes in [1, 2] {
        let agreement = merged.agreement(&balance(), Quorum::of(nodes));
        assert_eq!(agreement, Agreement::Conflict);
    }
    // A newer head ends it.
    let mut merged = merged;
    merged.insert(fact(balance(), amount(3), Some(block(8)), 1));
    assert_eq!(agreed(&merged, &balance(), 1), Some((amount(3), Some(8))));
}

#[test]
fn the_same_value_at_the_same_head_is_no_conflict_though_one_has_a_hash() {
    let mut merged = facts([fact(balance(), amount(1), Some(block(7)), 1)]);
    merged.insert(fact(balance(), amount(1), Some(full_block(7)), 1));
    assert_eq!(agreed(&merged, &balance(), 1), Some((amount(1), Some(7))));
}

#[test]
fn two_nodes_must_agree_where_there_are_two() {
    let one = facts([fact(balance(), amount(1), Some(block(7)), 1)]);
    assert!(matches!(
        one.agreement(&balance(), Quorum::of(2)),
        Agreement::Unconfirmed(agreed) if agreed.answer == &amount(1) && agreed.nodes == 1
    ));
    assert_eq!(agreed(&one, &balance(), 1), Some((amount(1), Some(7))));

    let mut two = one.clone();
    two.insert(fact(balance(), amount(1), Some(block(9)), 2));
    assert_eq!(agreed(&two, &balance(), 2), Some((amount(1), Some(7))));

    let mut other = one.clone();
    other.insert(fact(balance(), amount(2), Some(block(9)), 2));
    let agreement = other.agreement(&balance(), Quorum::of(2));
    assert_eq!(agreement, Agreement::Conflict);
}

#[test]
fn of_two_answers_with_a_quorum_the_newer_one_counts() {
    let mut four = facts([
        fact(balance(), amount(1), Some(block(7)), 1),
        fact(balance(), amount(1), Some(block(7)), 2),
        fact(balance(), amount(2), Some(block(8)), 3),
        fact(balance(), amount(2), Some(block(9)), 4),
    ]);
    assert_eq!(agreed(&four, &balance(), 4), Some((amount(2), Some(8))));
    four.insert(fact(balance(), amount(1), Some(block(8)), 1));
    four.insert(fact(balance(), amount(1), Some(block(8)), 2));
    let agreement = four.agreement(&balance(), Quorum::of(4));
    assert_eq!(agreement, Agreement::Conflict);
}

#[test]
fn failures_are_reported_where_nothing_else_is_known() {
    let failure = failed(Cause::RateLimited);
    let merged = facts([fact(balance(), failure.clone(), None, 1)]);
    let quorum = Quorum::of(2);
    let unanswered = Agreement::Unanswered(Some(&failure));
    assert_eq!(merged.agreement(&balance(), quorum), unanswered);
    let nothing = Facts::default();
    assert!(nothing.is_empty());
    assert_eq!(
        nothing.agreement(&balance(), quorum),
        Agreement::Unanswered(None)
    );
}
