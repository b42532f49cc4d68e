//! What providers do that no specification has, and what it must not mean.

use x402_core::{
    chain::{
        Agreement, Answer, BlockId, Cause, Commitment, EvmQuery, Fact, Facts, Failure, Head,
        NodeId, Query, Quorum, Read, Sent, SvmQuery, Value,
    },
    evm,
    rpc::{self, Response, Shape},
    svm::Signature,
};

const PAYER: evm::Address = evm::Address::new([0x11; 20]);

fn nonce_at(at: BlockId) -> EvmQuery {
    EvmQuery::AccountNonce { account: PAYER, at }
}

fn error(query: impl Into<Query>, code: i64, message: &str) -> Answer {
    let body =
        format!(r#"{{"jsonrpc":"2.0","id":1,"error":{{"code":{code},"message":"{message}"}}}}"#);
    let shape = Shape {
        batch: 1,
        multicall: false,
    };
    let response = Response::ok(body.as_bytes());
    let facts = rpc::read(&[query.into()], shape, &[response], NodeId(1));
    facts.unwrap().remove(0).answer
}

fn failed(cause: Cause, code: i64) -> Answer {
    Answer::Failed(Failure {
        cause,
        code: Some(code),
        retry_after: None,
    })
}

#[test]
fn a_provider_that_takes_ten_of_a_method_at_once_gets_ten() {
    // Helius, for the methods of its archive.
    let queries = vec![Query::from(SvmQuery::FirstAvailableBlock); 25];
    let body = r#"{"jsonrpc":"2.0","id":null,"error":{"code":-32600,"message":"Batch requests are limited to 10 for this method"}}"#;
    let shape = Shape::default();
    let facts = rpc::read(&queries, shape, &[Response::ok(body.as_bytes())], NodeId(1)).unwrap();
    let next = shape.after(&facts).unwrap();
    assert_eq!(next.batch, 10);
    assert_eq!(rpc::write(&queries, next).unwrap().len(), 3);
}

#[test]
fn a_batch_with_a_forbidden_method_is_asked_one_by_one() {
    let queries: [Query; 2] = [EvmQuery::ChainId.into(), nonce_at(BlockId::Latest).into()];
    let forbidden = Response {
        status: Some(403),
        retry_after: None,
        body: b"",
    };
    let shape = Shape::default();
    let facts = rpc::read(&queries, shape, &[forbidden], NodeId(1)).unwrap();
    assert_eq!(shape.after(&facts), Some(Shape::SINGLE));
    // One by one, it is the method that is forbidden, or the node: no other shape helps.
    let other = Response::ok(br#"{"jsonrpc":"2.0","id":2,"result":"0x5"}"#);
    for second in [other, forbidden] {
        let facts = rpc::read(&queries, Shape::SINGLE, &[forbidden, second], NodeId(1)).unwrap();
        assert_eq!(Shape::SINGLE.after(&facts), None);
    }
    // A single query is not a batch.
    let facts = rpc::read(&queries[..1], shape, &[forbidden], NodeId(1)).unwrap();
    assert_eq!(shape.after(&facts), None);
    // Nor is one forbidden reply of a batch a reason to ask the others again.
    let body = br#"[{"jsonrpc":"2.0","id":1,"error":{"code":403,"message":"no"}},{"jsonrpc":"2.0","id":2,"result":"0x5"}]"#;
    let facts = rpc::read(&queries, shape, &[Response::ok(body)], NodeId(1)).unwrap();
    assert_eq!(shape.after(&facts), None);
}

#[test]
fn a_transaction_that_a_node_knows_already_is_sent() {
    let send = || EvmQuery::Send(vec![2, 0xf8, 0x6f].into());
    for message in [
        "already known",
        "AlreadyKnown",
        "transaction already imported",
    ] {
        let answer = Answer::Value(Value::Sent(Sent::AlreadyKnown));
        assert_eq!(error(send(), -32000, message), answer, "{message}");
    }
}

#[test]
fn a_nonce_too_low_and_an_underpriced_replacement_do_not_fail_a_payment() {
    // Neither states what became of the transaction: an attempt of ours may be in a block.
    let send = || EvmQuery::Send(vec![2, 0xf8, 0x6f].into());
    for (message, sent) in [
        ("nonce too low: next nonce 6, tx nonce 5", Sent::NonceTooLow),
        ("replacement transaction underpriced", Sent::Underpriced),
    ] {
        assert_eq!(
            error(send(), -32000, message),
            Answer::Value(Value::Sent(sent))
        );
    }
}

#[test]
fn the_pending_block_is_never_asked_for() {
    // A provider's nodes differ in what waits with them.
    for at in [BlockId::Latest, BlockId::Safe, BlockId::Finalized] {
        let bodies = rpc::write(&[nonce_at(at).into()], Shape::default()).unwrap();
        assert!(!bodies[0].contains("pending"), "{bodies:?}");
    }
}

#[test]
fn counts_of_nodes_at_different_blocks_are_not_agreed_upon() {
    let query = Query::from(nonce_at(BlockId::Latest));
    let fact = |node, count, number| Fact {
        query: query.clone(),
        answer: Answer::Value(Value::Number(count)),
        at: Some(Head::Block {
            number,
            hash: None,
            time: None,
        }),
        from: NodeId(node),
    };
    let facts: Facts = [fact(1, 5, 700), fact(2, 6, 701)].into_iter().collect();
    let agreement = facts.agreement(&query, Quorum::of(2));
    assert_eq!(agreement, Agreement::Conflict);
}

#[test]
fn a_state_that_a_node_has_pruned_is_not_an_unused_nonce() {
    let read = || EvmQuery::Read {
        read: Read::AuthorizationState {
            token: PAYER,
            authorizer: PAYER,
            nonce: [0xab; 32],
        },
        at: BlockId::Number(7),
    };
    for (code, message) in [
        (
            -32000,
            "missing trie node 1234 (path ) state is not available",
        ),
        (-32000, "historical state 0x12 is not available"),
        (
            -32000,
            "distance to target block exceeds maximum proof window, pruned",
        ),
        (-32000, "This request requires an archive node"),
    ] {
        let answer = failed(Cause::HistoryUnavailable, code);
        assert_eq!(error(read(), code, message), answer, "{message}");
    }
}

#[test]
fn a_node_without_a_block_lags_and_the_block_is_not_absent() {
    let block = || EvmQuery::Block(BlockId::Number(7));
    for message in ["header not found", "Unknown block", "node is still syncing"] {
        let answer = failed(Cause::Lagging, -32000);
        assert_eq!(error(block(), -32000, message), answer, "{message}");
    }
}

#[test]
fn a_transaction_of_version_0_is_asked_for_and_its_error_is_not_an_absence() {
    let query = || SvmQuery::Transaction {
        signature: Signature::new([3; 64]),
        finalized: true,
    };
    let bodies = rpc::write(&[query().into()], Shape::default()).unwrap();
    assert!(bodies[0].contains(r#""maxSupportedTransactionVersion":0"#));
    let message = "Transaction version (0) is not supported by the requesting client";
    let answer = error(query(), -32015, message);
    assert_eq!(answer, failed(Cause::Unsupported, -32015));
}

#[test]
fn a_blockhash_that_a_lagging_node_does_not_know_refuses_nothing() {
    let simulate = || SvmQuery::Simulate {
        transaction: vec![1].into(),
        commitment: Commitment::Confirmed,
    };
    let message = "Transaction simulation failed: Blockhash not found";
    let lagging = failed(Cause::Lagging, -32002);
    assert_eq!(error(simulate(), -32002, message), lagging);
    let send = SvmQuery::Send(vec![1].into());
    assert_eq!(error(send, -32002, message), lagging);
}

#[test]
fn a_status_is_asked_for_in_the_whole_history() {
    // Without it a node answers null for what is older than some minutes. The method takes no
    // `minContextSlot`: the slot in its answer shows whether the node was behind.
    let query = Query::from(SvmQuery::Status(Signature::new([3; 64])));
    let bodies = rpc::write(&[query], Shape::default()).unwrap();
    assert!(
        bodies[0].ends_with(r#"],{"searchTransactionHistory":true}]}"#),
        "{bodies:?}"
    );
}

#[test]
fn a_node_that_has_not_reached_the_slot_of_another_one_lags() {
    let height = SvmQuery::BlockHeight(Commitment::Finalized);
    let message = "Minimum context slot has not been reached";
    assert_eq!(
        error(height, -32016, message),
        failed(Cause::Lagging, -32016)
    );
}
