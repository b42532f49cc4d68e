//! When an absence ends something.

use x402_core::rpc::{Response, Shape, svm};

use super::*;

/// What three nodes know of an authorization that was not used, each at a finalized block.
fn unused(node: u16, number: u64) -> Fact {
    let at = Some(full_block(number));
    let answer = Answer::Value(Value::Flag(false));
    fact(authorization(BlockId::Finalized), answer, at, node)
}

#[test]
fn an_unused_authorization_ends_after_its_time_at_a_finalized_block() {
    let query = authorization(BlockId::Finalized);
    let expiry = Bound::Time(150);
    let both = facts([unused(1, 50), unused(2, 60)]);
    assert!(both.ended(&query, &expiry, Quorum::of(2)));
    assert!(!both.ended(&query, &expiry, Quorum::of(1)), "with one node");
    let early = facts([unused(1, 50), unused(2, 49)]);
    assert!(
        !early.ended(&query, &expiry, Quorum::of(2)),
        "one is earlier"
    );
    assert!(!facts([unused(1, 50)]).ended(&query, &expiry, Quorum::of(2)));

    let mut used = both.clone();
    used.insert(fact(
        query.clone(),
        Answer::Value(Value::Flag(true)),
        Some(full_block(61)),
        1,
    ));
    assert!(!used.ended(&query, &expiry, Quorum::of(2)));
}

#[test]
fn an_absence_at_the_newest_block_ends_nothing() {
    for at in [BlockId::Latest, BlockId::Safe] {
        let query = authorization(at);
        let unused = |node| {
            let answer = Answer::Value(Value::Flag(false));
            fact(query.clone(), answer, Some(full_block(60)), node)
        };
        let facts = facts([unused(1), unused(2)]);
        assert!(
            !facts.ended(&query, &Bound::Time(1), Quorum::of(2)),
            "{at:?}"
        );
    }
}

#[test]
fn a_nonce_that_is_unused_now_was_unused_at_the_finalized_block() {
    let query = authorization(BlockId::Latest);
    // The node's read is at `read`, its finalized block at `finalized`.
    let node = |node, read: Head, finalized: u64| {
        let absent = Answer::Value(Value::Flag(false));
        let head = Answer::Value(Value::Block(Some(full_block(finalized))));
        [
            fact(query.clone(), absent, Some(read), node),
            fact(EvmQuery::Block(BlockId::Finalized), head, None, node),
        ]
    };
    let ended = |read, finalized| {
        let (one, other) = (node(1, read, finalized), node(2, full_block(90), 80));
        let facts: Facts = one.into_iter().chain(other).collect();
        assert!(!facts.ended(&query, &Bound::Time(150), Quorum::of(1)));
        facts.ended(&query, &Bound::Time(150), Quorum::of(2))
    };
    for (read, finalized, expected) in [
        (full_block(60), 50, true),
        (block(60), 50, true),       // read without Multicall3
        (full_block(50), 50, true),  // the chain finalizes at once
        (full_block(60), 49, false), // the window is open at the finalized block
        (full_block(49), 50, false), // read from a node that is behind
        (block(49), 50, false),
    ] {
        assert_eq!(ended(read, finalized), expected, "{read:?} {finalized}");
    }
    // A contract on Arbitrum sees the number of the L1 block, and the time of its own.
    let of_l1 = Head::Block {
        number: 1_000,
        hash: None,
        time: Some(149),
    };
    assert!(!ended(of_l1, 50));
}

#[test]
fn a_numbered_block_counts_once_it_is_finalized_and_its_time_is_known() {
    let query = authorization(BlockId::Number(50));
    let node = |node, finalized: u64| {
        let absent = Answer::Value(Value::Flag(false));
        let head = |number| Answer::Value(Value::Block(Some(full_block(number))));
        [
            fact(query.clone(), absent, Some(block(50)), node),
            fact(EvmQuery::Block(BlockId::Number(50)), head(50), None, node),
            fact(
                EvmQuery::Block(BlockId::Finalized),
                head(finalized),
                None,
                node,
            ),
        ]
    };
    let merged =
        |finalized| -> Facts { node(1, 50).into_iter().chain(node(2, finalized)).collect() };
    let ended = |facts: Facts, time| facts.ended(&query, &Bound::Time(time), Quorum::of(2));
    assert!(ended(merged(51), 150));
    assert!(!ended(merged(51), 151));
    assert!(!ended(merged(49), 150));
}

#[test]
fn a_transaction_ends_when_its_nonce_is_used_at_a_finalized_block() {
    let query = Query::from(EvmQuery::Receipt(HASH));
    let bound = Bound::Nonce {
        account: PAYER,
        nonce: 4,
    };
    let node = |node, next| {
        let at = BlockId::Finalized;
        let account = PAYER;
        [
            fact(
                query.clone(),
                Answer::Value(Value::Receipt(None)),
                None,
                node,
            ),
            fact(
                EvmQuery::AccountNonce { account, at },
                number(next),
                None,
                node,
            ),
        ]
    };
    let ended = |one, two| {
        let facts: Facts = node(1, one).into_iter().chain(node(2, two)).collect();
        facts.ended(&query, &bound, Quorum::of(2))
    };
    assert!(ended(5, 6));
    assert!(!ended(5, 4));
    let receipts = facts([1, 2].map(|node| {
        fact(
            query.clone(),
            Answer::Value(Value::Receipt(None)),
            None,
            node,
        )
    }));
    assert!(!receipts.ended(&query, &bound, Quorum::of(2)), "no nonce");
}

#[test]
fn no_log_counts_in_a_finalized_range() {
    let filter = LogFilter::new(TOKEN, vec![], 10, 20).unwrap();
    let query = Query::from(EvmQuery::Logs(filter));
    let node = |node, finalized| {
        let head = Answer::Value(Value::Block(Some(full_block(finalized))));
        [
            fact(
                query.clone(),
                Answer::Value(Value::Logs(vec![])),
                None,
                node,
            ),
            fact(EvmQuery::Block(BlockId::Finalized), head, None, node),
        ]
    };
    for (finalized, expected) in [(20, true), (19, false)] {
        let facts: Facts = node(1, 25).into_iter().chain(node(2, finalized)).collect();
        assert_eq!(facts.ended(&query, &Bound::Range, Quorum::of(2)), expected);
    }
}

#[test]
fn a_signature_without_status_ends_after_the_last_height() {
    let query = Query::from(SvmQuery::Status(Signature::new([3; 64])));
    let bound = Bound::Height {
        height: 500,
        since: 900,
    };
    let finalized = Commitment::Finalized;
    let node = |node, height, slot, asked_at, first| {
        let at = Some(Head::Slot(asked_at));
        [
            fact(SvmQuery::BlockHeight(finalized), number(height), None, node),
            fact(
                SvmQuery::Slot(finalized),
                number(slot),
                Some(Head::Slot(slot)),
                node,
            ),
            fact(SvmQuery::FirstAvailableBlock, number(first), None, node),
            fact(query.clone(), Answer::Value(Value::Status(None)), at, node),
        ]
    };
    for (height, slot, asked_at, first, expected) in [
        (501, 1000, 1000, 900, true),
        (500, 1000, 1000, 900, false), // it can still land
        (501, 1000, 999, 900, false),  // asked of a node behind
        (501, 1000, 1000, 901, false), // the history is gone
    ] {
        let other = node(2, 600, 1100, 1200, 0);
        let one = node(1, height, slot, asked_at, first);
        let facts: Facts = one.into_iter().chain(other).collect();
        assert_eq!(facts.ended(&query, &bound, Quorum::of(2)), expected);
        assert!(!facts.ended(&query, &bound, Quorum::of(1)));
    }
}

#[test]
fn a_bound_of_another_kind_ends_nothing() {
    let at = BlockId::Finalized;
    let account = PAYER;
    let filter = LogFilter::new(TOKEN, vec![], 10, 20).unwrap();
    let nonce = Bound::Nonce { account, nonce: 1 };
    let height = Bound::Height {
        height: 1,
        since: 1,
    };
    let status = SvmQuery::Status(Signature::new([3; 64]));
    let absent = |query: &Query| match query {
        Query::Evm(EvmQuery::Receipt(_)) => Value::Receipt(None),
        Query::Evm(EvmQuery::Transaction(_)) => Value::Transaction(None),
        Query::Evm(EvmQuery::Logs(_)) => Value::Logs(vec![]),
        Query::Svm(_) => Value::Status(None),
        _ => Value::Flag(false),
    };
    for (query, fitting) in [
        (Query::from(EvmQuery::Receipt(HASH)), nonce),
        (EvmQuery::Transaction(HASH).into(), nonce),
        (authorization(at), Bound::Time(1)),
        (EvmQuery::Logs(filter).into(), Bound::Range),
        (status.into(), height),
    ] {
        let head = match query {
            Query::Svm(_) => Head::Slot(99),
            _ => full_block(99),
        };
        let finalized = Commitment::Finalized;
        let facts: Facts = [1, 2]
            .into_iter()
            .flat_map(|node| {
                let newest = Answer::Value(Value::Block(Some(full_block(99))));
                [
                    fact(
                        query.clone(),
                        Answer::Value(absent(&query)),
                        Some(head),
                        node,
                    ),
                    fact(
                        EvmQuery::AccountNonce { account, at },
                        number(9),
                        None,
                        node,
                    ),
                    fact(EvmQuery::Block(at), newest, None, node),
                    fact(SvmQuery::BlockHeight(finalized), number(9), None, node),
                    fact(SvmQuery::Slot(finalized), number(9), None, node),
                    fact(SvmQuery::FirstAvailableBlock, number(0), None, node),
                ]
            })
            .collect();
        for bound in [nonce, Bound::Time(1), Bound::Range, height] {
            let ended = facts.ended(&query, &bound, Quorum::of(2));
            assert_eq!(ended, bound == fitting, "{query:?} {bound:?}");
        }
    }
}

#[test]
fn polling_again_replaces_what_was_polled_before() {
    let queries = [
        SvmQuery::BlockHeight(Commitment::Finalized),
        SvmQuery::FirstAvailableBlock,
    ];
    let mut facts = Facts::default();
    for number in [500, 510] {
        let body = format!(
            r#"[{{"jsonrpc":"2.0","id":1,"result":{number}}},{{"jsonrpc":"2.0","id":2,"result":{number}}}]"#
        );
        let response = Response::ok(body.as_bytes());
        facts.extend(svm::read(
            &queries,
            Shape::default(),
            &[response],
            NodeId(1),
        ));
    }
    for query in queries {
        let found = agreed(&facts, &query.into(), 1);
        assert_eq!(found.map(|(answer, _)| answer), Some(number(510)));
    }
}
