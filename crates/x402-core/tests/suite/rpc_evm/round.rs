//! The round of a payment, as eth-abi encodes it.

use super::*;

/// The round of a payment: what eth-abi 6.0.0 encodes in `data/rpc/aggregate3_call.hex`.
fn payment_round() -> Vec<EvmQuery> {
    let (token, at) = (token(), LATEST);
    let read = |read| EvmQuery::Read { read, at };
    let simulate = Call {
        from: None,
        to: token,
        data: hex!("e3ee160e").to_vec().into(),
        at,
    };
    vec![
        EvmQuery::Simulate(simulate), // written last, wherever it is
        read(Read::Balance {
            token,
            owner: PAYER,
        }),
        read(Read::AuthorizationState {
            token,
            authorizer: PAYER,
            nonce: HASH,
        }),
        read(Read::TokenName { token }),
        EvmQuery::Code { account: PAYER, at },
        EvmQuery::Code { account: token, at },
    ]
}

const AGGREGATE3_CALL: &str = include_str!("../../data/rpc/aggregate3_call.hex");

const AGGREGATE3_RESULT: &str = include_str!("../../data/rpc/aggregate3_result.hex");

#[test]
fn one_round_asks_for_a_payment() {
    let bodies = evm::write(&payment_round(), Shape::default());
    let [body] = &bodies[..] else {
        panic!("{bodies:?}")
    };
    let expected = format!(
        r#"[{{"jsonrpc":"2.0","id":1,"method":"eth_call","params":[{{"data":"0x{AGGREGATE3_CALL}","to":"0xcA11bde05977b3631167028862bE2a173976CA11"}},"latest"]}},{{"jsonrpc":"2.0","id":2,"method":"eth_getCode","params":["0x1111111111111111111111111111111111111111","latest"]}},{{"jsonrpc":"2.0","id":3,"method":"eth_getCode","params":["0x036CbD53842c5426634e7929541eC2318f3dCF7e","latest"]}}]"#
    );
    assert_eq!(body, &expected);
}

/// The answers of the round, by id.
fn replies() -> [String; 3] {
    [
        format!(r#"{{"jsonrpc":"2.0","id":1,"result":"0x{AGGREGATE3_RESULT}"}}"#),
        r#"{"jsonrpc":"2.0","id":2,"result":"0x"}"#.into(),
        r#"{"jsonrpc":"2.0","id":3,"result":"0x6080"}"#.into(),
    ]
}

fn expected_round() -> Vec<Answer> {
    let not_yet = "FiatTokenV2: authorization is not yet valid";
    let hash = hex!("1a578b7a4b0b5755db6d121b4118d4bc68fe170dca840c59bc922f14175a76b0");
    vec![
        Answer::Refused(Revert::Message(not_yet.into())),
        Answer::Value(Value::Amount(Amount::from(5_000_000_u64))),
        Answer::Value(Value::Flag(false)),
        Answer::Value(Value::Text("USDC".into())),
        Answer::Value(Value::Code(Code::None)),
        Answer::Value(Value::Code(Code::Contract { hash })),
    ]
}

#[test]
fn one_round_answers_a_payment_in_any_order() {
    let head = |time| {
        Some(Head::Block {
            number: 30_000_000,
            hash: None,
            time,
        })
    };
    let (exact, about) = (head(Some(1_740_672_100)), head(None));
    let replies = replies();
    for order in [[0, 1, 2], [2, 1, 0], [1, 2, 0]] {
        let body = order.map(|index| replies[index].as_str()).join(",");
        let facts = read(&payment_round(), &format!("[{body}]"));
        let answers: Vec<_> = facts.iter().map(|fact| fact.answer.clone()).collect();
        assert_eq!(answers, expected_round());
        let heads: Vec<_> = facts.iter().map(|fact| fact.at).collect();
        assert_eq!(heads, [exact, exact, exact, exact, about, about]);
        assert!(facts.iter().all(|fact| fact.from == NodeId(1)));
    }
}

#[test]
fn one_request_each_gives_the_same_answers() {
    let bodies = evm::write(&payment_round(), Shape::SINGLE);
    assert_eq!(bodies.len(), 3);
    assert!(bodies.iter().all(|body| body.starts_with('{')));
    let replies = replies();
    let responses: Vec<_> = replies
        .iter()
        .map(|reply| Response::ok(reply.as_bytes()))
        .collect();
    let facts = evm::read(&payment_round(), Shape::SINGLE, &responses, NodeId(1));
    let answers: Vec<_> = facts.into_iter().map(|fact| fact.answer).collect();
    assert_eq!(answers, expected_round());
}

#[test]
fn a_chain_without_multicall3_is_asked_call_by_call() {
    let queries = payment_round();
    let body = r#"[{"jsonrpc":"2.0","id":1,"result":"0x"},{"jsonrpc":"2.0","id":2,"result":"0x"},{"jsonrpc":"2.0","id":3,"result":"0x6080"}]"#;
    let facts = read(&queries, body);
    let missing = Answer::Failed(Failure::new(Cause::NoMulticall));
    assert!(facts[..4].iter().all(|fact| fact.answer == missing));
    let next = Shape::default().after(&facts);
    assert_eq!(
        next,
        Some(Shape {
            batch: 100,
            multicall: false
        })
    );
    assert_eq!(
        evm::write(&queries, next.unwrap())[0]
            .matches("eth_call")
            .count(),
        4
    );
}

#[test]
fn an_aggregate_that_is_not_whole_answers_nothing() {
    let query = [payment_round()[1].clone()];
    let longer = AGGREGATE3_RESULT; // four more results than asked for
    let cut = &AGGREGATE3_RESULT[..AGGREGATE3_RESULT.len() - 64];
    for result in [longer, cut, "01", &"00".repeat(64)] {
        let body = format!(r#"{{"jsonrpc":"2.0","id":1,"result":"0x{result}"}}"#);
        let facts = read(&query, &body);
        assert_eq!(
            facts[0].answer,
            Answer::Nonsense(Nonsense::WrongType),
            "{result}"
        );
        assert_eq!(facts[0].at, None);
    }
}

#[test]
fn facts_without_a_block_of_their_own_have_that_of_their_round() {
    let account = PAYER;
    let queries = [
        EvmQuery::Receipt(HASH),
        EvmQuery::Block(LATEST),
        EvmQuery::Code {
            account,
            at: BlockId::Number(9),
        },
        EvmQuery::AccountNonce {
            account,
            at: BlockId::Finalized,
        },
        EvmQuery::Block(BlockId::Finalized),
        EvmQuery::Block(BlockId::Number(250)),
        EvmQuery::AccountNonce {
            account,
            at: BlockId::Safe,
        },
    ];
    let hash = "ab".repeat(32);
    let block =
        |number: &str| format!(r#"{{"number":"{number}","hash":"0x{hash}","timestamp":"0x64"}}"#);
    let (latest, finalized, older) = (block("0x12c"), block("0x100"), block("0xfa"));
    let five = r#""0x5""#;
    let results = ["null", &latest, r#""0x""#, five, &finalized, &older, five];
    let replies: Vec<_> = (1..)
        .zip(results)
        .map(|(id, result)| format!(r#"{{"jsonrpc":"2.0","id":{id},"result":{result}}}"#))
        .collect();
    let body = format!("[{}]", replies.join(","));
    let full = |number| {
        Some(Head::Block {
            number,
            hash: Some(HASH),
            time: Some(100),
        })
    };
    // Without a time: it may be another block than the one that answered.
    let about = |number| {
        Some(Head::Block {
            number,
            hash: None,
            time: None,
        })
    };
    let heads: Vec<_> = read(&queries, &body).iter().map(|fact| fact.at).collect();
    let expected = [
        about(300),
        full(300),
        about(9),
        about(256),
        full(256),
        about(300), // that it is part of the chain is a fact about the newest block
        None,
    ];
    assert_eq!(heads, expected);
}

#[test]
fn a_failure_has_no_head() {
    let queries = [EvmQuery::Block(LATEST), EvmQuery::Receipt(HASH)];
    let block = format!(
        r#"{{"number":"0x12c","hash":"0x{}","timestamp":"0x64"}}"#,
        "ab".repeat(32)
    );
    let body = format!(
        r#"[{{"jsonrpc":"2.0","id":1,"result":{block}}},{{"jsonrpc":"2.0","id":2,"error":{{"code":-32603,"message":"x"}}}}]"#
    );
    let facts = read(&queries, &body);
    assert!(facts[0].at.is_some());
    assert_eq!(
        (&facts[1].answer, facts[1].at),
        (&failed(Cause::ServerError, -32603), None)
    );
}
