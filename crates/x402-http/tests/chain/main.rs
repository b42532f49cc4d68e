//! Connections to nodes, on nodes that fail, lag and lie.

#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "a test fails by panicking"
)]
#![allow(
    clippy::std_instead_of_alloc,
    clippy::std_instead_of_core,
    reason = "it runs where there is an operating system"
)]

mod loopback;
mod scripted;

use std::time::Duration;

use tokio::time::Instant;
use x402_core::{
    Network,
    chain::{Answer, EvmQuery, Query, SignedBytes, Value},
};

use self::scripted::{Manner, Scripted, connections};

fn base() -> Network {
    Network::eip155(8453)
}

fn gas_price() -> Query {
    EvmQuery::GasPrice.into()
}

/// The answers to a query, in the order of the nodes.
async fn numbers(nodes: &x402_http::chain::Connections, query: &Query) -> Vec<u64> {
    let facts = nodes.ask(&base(), std::slice::from_ref(query)).await;
    let answers = facts.answers(query);
    let numbers = answers.filter_map(|(_, answer, _)| match answer {
        Answer::Value(Value::Number(number)) => Some(*number),
        Answer::Value(Value::Amount(amount)) => amount.to_string().parse().ok(),
        _ => None,
    });
    numbers.collect()
}

#[tokio::test(start_paused = true)]
async fn two_nodes_that_agree_are_enough() {
    let script = Scripted::new([Manner::Good(7), Manner::Good(7), Manner::Good(7)]);
    let nodes = connections(&script, 3);
    assert_eq!(numbers(&nodes, &gas_price()).await, [7, 7]);
    assert_eq!(script.posts(), [1, 1, 0]);
}

#[tokio::test(start_paused = true)]
async fn a_third_node_decides_between_two() {
    let script = Scripted::new([Manner::Good(7), Manner::Good(8), Manner::Good(7)]);
    let nodes = connections(&script, 3);
    assert_eq!(numbers(&nodes, &gas_price()).await, [7, 8, 7]);
}

#[tokio::test(start_paused = true)]
async fn a_node_of_another_chain_does_not_count() {
    let script = Scripted::new([Manner::OtherChain, Manner::Good(7)]);
    let nodes = connections(&script, 2);
    assert_eq!(numbers(&nodes, &gas_price()).await, [7]);
    // Nothing is sent to it any more.
    let sent = nodes.send(&base(), SignedBytes::from(vec![2])).await;
    assert!(!sent.is_empty());
    assert_eq!(script.posts(), [1, 2]);
    let statuses = nodes.nodes(&base());
    assert_eq!(statuses[0].serves, Some(Network::eip155(1)));
}

#[tokio::test(start_paused = true)]
async fn a_slow_node_is_not_waited_for_alone() {
    let script = Scripted::new([Manner::Silent, Manner::Good(7), Manner::Good(7)]);
    let nodes = connections(&script, 3);
    let began = Instant::now();
    assert_eq!(numbers(&nodes, &gas_price()).await, [7, 7]);
    assert_eq!(began.elapsed(), Duration::from_millis(400));
}

#[tokio::test(start_paused = true)]
async fn a_node_that_fails_is_asked_last_and_after_its_rest() {
    let script = Scripted::new([Manner::Status(500), Manner::Good(7), Manner::Good(7)]);
    let nodes = connections(&script, 3);
    assert_eq!(numbers(&nodes, &gas_price()).await, [7, 7]);
    assert_eq!(script.posts(), [1, 1, 1]);
    assert_eq!(numbers(&nodes, &gas_price()).await, [7, 7]);
    assert_eq!(script.posts(), [1, 2, 2]);
    assert_eq!(nodes.nodes(&base())[0].rest, Duration::from_millis(250));
}

#[tokio::test(start_paused = true)]
async fn retry_after_is_kept_and_failures_double_the_rest() {
    let script = Scripted::new([Manner::Status(429)]);
    let nodes = connections(&script, 1);
    assert!(numbers(&nodes, &gas_price()).await.is_empty());
    let rest = nodes.nodes(&base())[0].rest;
    assert_eq!(rest, Duration::from_secs(9), "as its answer asks");
    // Longer than a request may take: it is not asked.
    assert!(numbers(&nodes, &gas_price()).await.is_empty());
    assert_eq!(script.posts(), [1]);

    let script = Scripted::new([Manner::Status(503)]);
    let nodes = connections(&script, 1);
    for millis in [250, 500, 1000, 2000] {
        numbers(&nodes, &gas_price()).await;
        assert_eq!(nodes.nodes(&base())[0].rest, Duration::from_millis(millis));
    }
}

#[tokio::test(start_paused = true)]
async fn a_transaction_goes_to_every_node_also_to_one_that_rests() {
    let script = Scripted::new([Manner::Status(429), Manner::Good(7), Manner::Good(7)]);
    let nodes = connections(&script, 3);
    numbers(&nodes, &gas_price()).await;
    let before = script.posts();
    nodes.send(&base(), SignedBytes::from(vec![2, 0xc0])).await;
    let after = script.posts();
    let more: Vec<_> = before
        .iter()
        .zip(&after)
        .map(|(one, other)| other - one)
        .collect();
    assert_eq!(more, [1, 1, 1]);
}

#[tokio::test(start_paused = true)]
async fn sending_goes_on_when_it_is_not_waited_for() {
    let script = Scripted::new([Manner::Slow(Duration::from_secs(2), 7)]);
    let nodes = connections(&script, 1);
    let base = base();
    let sending = nodes.send(&base, SignedBytes::from(vec![2, 0xc0]));
    let late = tokio::time::timeout(Duration::from_secs(1), sending).await;
    assert!(late.is_err());
    tokio::time::sleep(Duration::from_secs(2)).await;
    assert_eq!(script.finished(), 1);
}

#[tokio::test(start_paused = true)]
async fn a_node_that_refuses_batches_is_asked_one_by_one() {
    let script = Scripted::new([Manner::NoBatches(7)]);
    let nodes = connections(&script, 1);
    assert_eq!(numbers(&nodes, &gas_price()).await, [7]);
    let before = script.posts()[0];
    assert_eq!(numbers(&nodes, &gas_price()).await, [7]);
    assert_eq!(script.posts()[0], before + 1, "it is remembered");
}

#[tokio::test(start_paused = true)]
async fn lag_is_measured_against_the_other_nodes() {
    let script = Scripted::new([Manner::At(100), Manner::At(90)]);
    let nodes = connections(&script, 2);
    let head = EvmQuery::Block(x402_core::chain::BlockId::Latest).into();
    nodes.ask(&base(), &[head]).await;
    let lags: Vec<_> = nodes.nodes(&base()).iter().map(|node| node.lag).collect();
    assert_eq!(lags, [Some(0), Some(10)]);
}
