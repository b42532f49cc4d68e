//! What several nodes, honest and lying, make of one settlement.

use x402_core::{
    chain::{BlockId, EvmQuery, Fact, Facts, Level, NodeId, Quorum, Value},
    receipt::{self, SettlementStatus},
};

use super::{
    BLOCK, HASH, ONE, TRANSACTION, expected, fact, head, honest, is_paid, landed, prove,
    sample_nonce, transfer, used,
};
use crate::samples;

const THREE: Quorum = Quorum::of(3);

#[test]
fn one_lying_node_of_three_changes_no_outcome() {
    let payment = [expected(&samples::eip3009())];
    let paid = landed([used(&payment[0], sample_nonce()), transfer(&payment[0])]);
    let unrelated = landed([]);
    let mut failed = paid.clone();
    failed.succeeded = false;
    let mut elsewhere = paid.clone();
    elsewhere.block = Some(x402_core::chain::BlockRef {
        number: 701,
        hash: [8; 32],
    });
    let absent = vec![
        fact(EvmQuery::ChainId, Value::Number(84_532), 3),
        fact(EvmQuery::Receipt(HASH), Value::Receipt(None), 3),
        fact(
            EvmQuery::Block(BlockId::Number(BLOCK.number)),
            Value::Block(None),
            3,
        ),
    ];
    let replaced = vec![fact(
        EvmQuery::Block(BlockId::Number(BLOCK.number)),
        head(BLOCK.number, [9; 32]),
        3,
    )];
    let lies = [
        honest(&paid, 3),
        honest(&unrelated, 3),
        honest(&failed, 3),
        honest(&elsewhere, 3),
        absent,
        replaced,
        vec![fact(EvmQuery::ChainId, Value::Number(1), 3)],
        vec![],
    ];
    for (truth, wanted) in [
        (&paid, None),
        (&unrelated, Some(SettlementStatus::Unrelated)),
        (&failed, Some(SettlementStatus::Failed)),
    ] {
        for lie in &lies {
            let facts = [honest(truth, 1), honest(truth, 2), lie.clone()].concat();
            let [status] = prove(&payment, facts, THREE)[..] else {
                panic!("one status");
            };
            match wanted {
                None => assert!(is_paid(status), "{status:?} {lie:?}"),
                Some(wanted) => assert_eq!(status, wanted, "{lie:?}"),
            }
        }
    }
}

#[test]
fn one_node_alone_of_three_proves_nothing() {
    let payment = [expected(&samples::eip3009())];
    let paid = landed([used(&payment[0], sample_nonce()), transfer(&payment[0])]);
    for node in [1, 2, 3] {
        let found = prove(&payment, honest(&paid, node), THREE);
        assert_eq!(found, [SettlementStatus::Unknown]);
    }
}

/// Each line: what is changed in an honest node's facts, and the status then.
#[test]
fn a_receipt_counts_only_in_a_sealed_block_of_this_chain() {
    let payment = [expected(&samples::eip3009())];
    let paid = landed([used(&payment[0], sample_nonce()), transfer(&payment[0])]);
    let mut preconfirmed = paid.clone();
    preconfirmed.block = None;
    let number = EvmQuery::Block(BlockId::Number(BLOCK.number));
    let without = |query: EvmQuery| -> Vec<Fact> {
        let query = query.into();
        let facts = honest(&paid, 1).into_iter();
        facts.filter(|fact| fact.query != query).collect()
    };
    let with = |query: EvmQuery, value| {
        let mut facts = without(query.clone());
        facts.push(fact(query, value, 1));
        facts
    };
    for (facts, wanted) in [
        (honest(&preconfirmed, 1), SettlementStatus::Preconfirmed),
        (
            with(number.clone(), Value::Block(None)),
            SettlementStatus::Preconfirmed,
        ),
        (
            with(number.clone(), head(700, [9; 32])),
            SettlementStatus::Reorganised,
        ),
        (
            with(EvmQuery::Receipt(HASH), Value::Receipt(None)),
            SettlementStatus::Absent,
        ),
        (
            with(EvmQuery::ChainId, Value::Number(8453)),
            SettlementStatus::Unknown,
        ),
        (without(EvmQuery::ChainId), SettlementStatus::Unknown),
        (without(number), SettlementStatus::Unknown),
        (without(EvmQuery::Receipt(HASH)), SettlementStatus::Unknown),
    ] {
        assert_eq!(prove(&payment, facts, ONE), [wanted]);
    }
}

#[test]
fn a_level_is_reached_when_enough_nodes_have_passed_it() {
    let payment = [expected(&samples::eip3009())];
    let paid = landed([used(&payment[0], sample_nonce()), transfer(&payment[0])]);
    for (level, tag, enough) in [
        (Level::Depth(5), BlockId::Latest, 705),
        (Level::Safe, BlockId::Safe, 700),
        (Level::Finalized, BlockId::Finalized, 700),
    ] {
        for (heads, reached) in [
            ([enough, enough + 3], true),
            ([enough, enough - 1], false),
            ([enough - 1, u64::MAX], false),
        ] {
            let mut facts = [honest(&paid, 1), honest(&paid, 2)].concat();
            for (node, number) in (1..).zip(heads) {
                facts.push(fact(EvmQuery::Block(tag), head(number, [3; 32]), node));
            }
            let facts: Facts = facts.into_iter().collect();
            let [status] = receipt::prove(&payment, &TRANSACTION, level, &facts, Quorum::of(2))[..]
            else {
                panic!("one status");
            };
            assert_eq!(is_paid(status), reached, "{level:?} {heads:?} {status:?}");
            if !reached {
                assert_eq!(status, SettlementStatus::BelowLevel);
            }
        }
    }
    let facts: Facts = honest(&paid, 1).into_iter().collect();
    let deep = receipt::prove(&payment, &TRANSACTION, Level::Depth(u32::MAX), &facts, ONE);
    assert_eq!(deep, [SettlementStatus::BelowLevel]);
}

/// A host that asks what is stated, of an honest node, needs two rounds and then nothing more.
#[test]
fn what_to_ask_ends() {
    let payment = [expected(&samples::eip3009())];
    let paid = landed([used(&payment[0], sample_nonce()), transfer(&payment[0])]);
    let mut facts = Facts::default();
    let mut rounds = 0;
    loop {
        let queries = receipt::queries(&payment, &TRANSACTION, Level::Included, &facts, ONE);
        if queries.is_empty() {
            break;
        }
        rounds += 1;
        let answers = honest(&paid, 1).into_iter();
        let mut answers: Vec<_> = answers
            .filter(|fact| queries.contains(&fact.query))
            .collect();
        assert_eq!(answers.len(), queries.len());
        for fact in &mut answers {
            fact.from = NodeId(1);
        }
        facts.extend(answers);
    }
    assert_eq!(rounds, 2);
    let found = receipt::prove(&payment, &TRANSACTION, Level::Included, &facts, ONE);
    assert!(is_paid(found[0]));
}
