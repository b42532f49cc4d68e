use x402_core::{
    chain::{
        Answer, EvmQuery, Fact, Facts, NodeId, ProgramAccountFilter, Query, Revert, SvmQuery, Value,
    },
    json::Json,
    rpc::{self, Response, Shape},
};

use crate::rpc_queries;

/// Reads the bytes as a node's response to a round of queries, to an EVM node and to Solana.
///
/// # Panics
///
/// If a query has no fact or the facts differ on a second reading, a value is not about what was
/// asked or exceeds its bound, or a reply that counts in a batch does not count alone.
pub fn rpc_read(data: &[u8]) {
    for queries in rpc_queries::rounds() {
        let shape = Shape::default();
        let facts = read(&queries, shape, &[Response::ok(data)]);
        assert_eq!(facts, read(&queries, shape, &[Response::ok(data)]));
        for (fact, query) in facts.iter().zip(&queries) {
            assert_eq!(&fact.query, query);
            check(fact);
        }
        compare_with_single(&queries, data, &facts);

        let merged: Facts = facts.iter().cloned().collect();
        let mut twice = merged.clone();
        twice.extend(facts);
        assert_eq!(twice, merged);

        for query in queries {
            let alone = [query];
            read(&alone, shape, &[Response::ok(data)])
                .iter()
                .for_each(check);
            // Some nodes send replies with such a status.
            let response = Response {
                status: Some(503),
                retry_after: str::from_utf8(data).ok(),
                body: data,
            };
            read(&alone, shape, &[response]).iter().for_each(check);
        }
    }
}

/// One fact for each query.
fn read(queries: &[Query], shape: Shape, responses: &[Response<'_>]) -> Vec<Fact> {
    let facts = rpc::read(queries, shape, responses, NodeId(1)).expect("one family");
    assert_eq!(facts.len(), queries.len());
    facts
}

/// Each reply of a batch that counts has the same answer as a response of its own.
fn compare_with_single(queries: &[Query], data: &[u8], facts: &[Fact]) {
    let Ok(Json::Array(replies)) = Json::parse(data) else {
        return;
    };
    let count = rpc::write(queries, Shape::SINGLE)
        .expect("one family")
        .len();
    let bodies: Vec<String> = (1..).take(count).map(|id| body(&replies, id)).collect();
    let responses: Vec<_> = bodies
        .iter()
        .map(|body| Response::ok(body.as_bytes()))
        .collect();
    let alone = read(queries, Shape::SINGLE, &responses);
    for (fact, alone) in facts.iter().zip(alone) {
        if fact.answer.is_answered() {
            assert_eq!(fact.answer, alone.answer);
        }
    }
}

/// The reply with this id, as we write ids or as a text.
fn body(replies: &[Json<'_>], id: u64) -> String {
    let has_id = |reply: &&Json<'_>| match reply.as_object().and_then(|reply| reply.get("id")) {
        Some(Json::Number(number)) => number.to_u64() == Some(id),
        Some(Json::String(text)) => text.parse::<u64>() == Ok(id) || is_number(text, id),
        _ => false,
    };
    replies
        .iter()
        .find(has_id)
        .map(Json::to_string)
        .unwrap_or_default()
}

fn is_number(text: &str, id: u64) -> bool {
    Json::parse(text.as_bytes()).is_ok_and(|json| {
        json.as_number()
            .is_some_and(|number| number.to_u64() == Some(id))
    })
}

/// A value is about what was asked, and within its bounds.
fn check(fact: &Fact) {
    match (&fact.query, &fact.answer) {
        (Query::Evm(EvmQuery::Receipt(hash)), Answer::Value(Value::Receipt(Some(receipt)))) => {
            assert_eq!(receipt.transaction, *hash);
            assert!(receipt.block.is_none_or(|block| block.hash != [0; 32]));
            assert!(receipt.logs.iter().all(|log| log.topics.len() <= 4));
        }
        (Query::Evm(EvmQuery::Logs(filter)), Answer::Value(Value::Logs(logs))) => {
            for found in logs {
                assert_eq!(found.log.address, filter.address());
                let blocks = filter.first_block()..=filter.last_block();
                assert!(blocks.contains(&found.block.number));
            }
        }
        (Query::Svm(SvmQuery::ProgramAccounts(filter)), Answer::Value(value)) => {
            let Value::ProgramAccounts(accounts) = value else {
                panic!("not accounts: {value:?}");
            };
            assert!(accounts.len() <= ProgramAccountFilter::MAX_ACCOUNTS);
            assert!(accounts.iter().all(|it| filter.matches(&it.account)));
            assert!(accounts.is_sorted_by(|one, next| one.address < next.address));
        }
        (Query::Svm(SvmQuery::SignaturesForAddress { .. }), Answer::Value(value)) => {
            let Value::AddressSignatures(found) = value else {
                panic!("not signatures: {value:?}");
            };
            assert!(found.len() <= usize::from(SvmQuery::MAX_SIGNATURES));
            assert!(found.is_sorted_by(|newer, older| newer.slot >= older.slot));
        }
        (_, Answer::Value(Value::PrioritizationFees(fees))) => {
            assert!(fees.len() <= 150 && fees.is_sorted_by(|one, next| one.slot < next.slot));
        }
        (Query::Svm(SvmQuery::GenesisHash), Answer::Value(_)) => {
            let network = fact.network().expect("a network");
            assert!(network.is_svm());
        }
        (Query::Evm(EvmQuery::SendSync(_)), Answer::Value(value)) => {
            assert!(matches!(value, Value::Receipt(Some(_)) | Value::Sent(_)));
        }
        (_, Answer::Value(Value::Text(text))) => assert!(text.len() <= Value::MAX_TEXT),
        (_, Answer::Refused(Revert::Message(text))) => {
            assert!(text.len() <= Revert::MAX_MESSAGE);
        }
        (_, Answer::Failed(failure)) => {
            assert!(failure.retry_after.is_none_or(|seconds| seconds <= 3600));
        }
        _ => {}
    }
}
