//! What it costs to read a receipt and to prove a payment by it, beside reading its JSON.
//!
//! `cargo xtask bench` runs this and prints the ratio.

#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    missing_docs,
    reason = "a benchmark"
)]

use core::hint::black_box;

use criterion::{Criterion, criterion_group, criterion_main};
use serde_json::Value;
use x402_core::{
    chain::{
        Answer, BlockId, EvmQuery, Fact, Facts, Head, Level, NodeId, Query, Quorum, TransactionId,
    },
    receipt::{self, SettlementStatus},
    rpc::{self, Response, Shape},
    verify::verify,
};

#[path = "../tests/data/samples.rs"]
#[allow(dead_code, reason = "the tests use the rest")]
mod samples;

const HASH: [u8; 32] = [0xab; 32];

/// A node's response: `AuthorizationUsed` and `Transfer` of the EIP-3009 sample, with a bloom.
fn response() -> String {
    let sample = samples::eip3009();
    let payment: Value = serde_json::from_str(&sample.payment).expect("JSON");
    let authorization = &payment["payload"]["authorization"];
    let text = |name: &str| authorization[name].as_str().expect("a text").to_lowercase();
    let word = |address: &str| format!("0x{:0>64}", &address[2..]);
    let hash = format!("0x{}", "ab".repeat(32));
    let block = format!("0x{}", "07".repeat(32));
    let log = |index: u64, topics: Vec<String>, data: String| {
        serde_json::json!({
            "address": payment["accepted"]["asset"], "topics": topics, "data": data,
            "blockNumber": "0x2bc", "blockHash": block, "transactionHash": hash,
            "transactionIndex": "0x1a", "logIndex": format!("{index:#x}"), "removed": false,
        })
    };
    let used = "0x98de503528ee59b575ef0c0a2576a82497bfc029a5685b209e9ec333479b10a5".to_owned();
    let transfer = "0xddf252ad1be2c89b69c2b068fc378daa952ba7f163c4a11628f55a4df523b3ef".to_owned();
    let logs = [
        log(
            40,
            vec![used, word(&text("from")), text("nonce")],
            "0x".to_owned(),
        ),
        log(
            41,
            vec![transfer, word(&text("from")), word(&text("to"))],
            format!("0x{:064x}", 10_000),
        ),
    ];
    let result = serde_json::json!({
        "type": "0x2", "status": "0x1", "cumulativeGasUsed": "0x3d0900", "logs": logs,
        "logsBloom": format!("0x{}", "00".repeat(256)), "transactionHash": hash,
        "transactionIndex": "0x1a", "blockHash": block, "blockNumber": "0x2bc",
        "gasUsed": "0x14f6e", "effectiveGasPrice": "0xf4240",
        "from": "0x8f5cb67b49555e614892b7233cfddebfb746e531", "to": payment["accepted"]["asset"],
        "contractAddress": null,
    });
    serde_json::json!({"jsonrpc": "2.0", "id": 1, "result": result}).to_string()
}

fn receipts(c: &mut Criterion) {
    let sample = samples::eip3009();
    let verified = verify(&sample.payment(), &sample.offer(), &sample.context()).expect("valid");
    let expected = [verified.expected_transfer()];
    let text = response();
    let queries = [Query::from(EvmQuery::Receipt(HASH))];
    let fact = |query: EvmQuery, value| Fact {
        query: query.into(),
        answer: Answer::Value(value),
        at: None,
        from: NodeId(1),
    };
    let head = Head::Block {
        number: 700,
        hash: Some([7; 32]),
        time: None,
    };
    let around: Facts = [
        fact(EvmQuery::ChainId, x402_core::chain::Value::Number(84_532)),
        fact(
            EvmQuery::Block(BlockId::Number(700)),
            x402_core::chain::Value::Block(Some(head)),
        ),
    ]
    .into_iter()
    .collect();
    let prove = |text: &str| {
        let response = Response::ok(text.as_bytes());
        let read =
            rpc::read(&queries, Shape::default(), &[response], NodeId(1)).expect("one family");
        let mut facts = around.clone();
        facts.extend(read);
        let id = TransactionId::from(HASH);
        receipt::prove(&expected, &id, Level::Included, &facts, Quorum::of(1))
    };
    assert!(
        matches!(prove(&text)[..], [SettlementStatus::Paid(_)]),
        "not proven"
    );
    let mut group = c.benchmark_group("receipt");
    group.bench_function("serde_json Value", |b| {
        b.iter(|| serde_json::from_str::<Value>(black_box(&text)));
    });
    group.bench_function("read and prove", |b| b.iter(|| prove(black_box(&text))));
    group.finish();
}

criterion_group!(benches, receipts);
criterion_main!(benches);
