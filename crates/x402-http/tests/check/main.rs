//! What `x402 facilitator check` finds.

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
#![cfg(unix)]

use std::{fs, os::unix::fs::PermissionsExt as _, path::PathBuf, sync::Arc};

use serde_json::{Value, json};
use x402_http::{
    Finding,
    chain::{NodeUrl, Posted, Transport, TransportResponse},
    check,
    config::Config,
};

/// A node of the chain with this id, where an account has this balance.
#[derive(Debug)]
struct Node {
    chain: u64,
    balance: u64,
}

impl Transport for Node {
    fn post<'a>(&'a self, url: &'a NodeUrl, body: String) -> Posted<'a> {
        if url.to_string().ends_with(":2") {
            return Box::pin(async { TransportResponse::default() });
        }
        let request: Value = serde_json::from_str(&body).unwrap();
        let answer = |one: &Value| {
            let result = match one["method"].as_str().unwrap() {
                "eth_chainId" => json!(format!("{:#x}", self.chain)),
                "eth_getBalance" => json!(format!("{:#x}", self.balance)),
                _ => json!({
                    "number": "0x10", "hash": format!("0x{}", "ab".repeat(32)),
                    "timestamp": "0x67c0a1b2", "baseFeePerGas": "0x1",
                }),
            };
            json!({"jsonrpc": "2.0", "id": one["id"], "result": result})
        };
        let all = request
            .as_array()
            .unwrap()
            .iter()
            .map(answer)
            .collect::<Value>();
        Box::pin(async move {
            TransportResponse {
                status: Some(200),
                retry_after: None,
                body: all.to_string().into_bytes(),
            }
        })
    }
}

/// A folder of one test, with a key.
fn folder(name: &str) -> PathBuf {
    let folder = std::env::temp_dir().join(format!("x402-check-{}-{name}", std::process::id()));
    fs::create_dir_all(&folder).unwrap();
    fs::write(folder.join("key"), "7a".repeat(32)).unwrap();
    fs::set_permissions(folder.join("key"), fs::Permissions::from_mode(0o600)).unwrap();
    folder
}

async fn findings(name: &str, node: Node, store: &str) -> Vec<Finding> {
    let folder = folder(name);
    let folder = folder.display();
    let config = format!(
        "store = \"sqlite:{folder}/{store}\"\n[networks.base-sepolia]\n\
         nodes = [\"http://127.0.0.1:1\", \"http://127.0.0.1:2\"]\nfee_cap_wei = 10\n\
         [[signers]]\nfamily = \"evm\"\nfile = \"{folder}/key\"\n"
    );
    check(&Config::parse(&config).unwrap(), Arc::new(node)).await
}

/// The places of what does not work.
fn bad(findings: &[Finding]) -> Vec<&str> {
    let bad = findings.iter().filter(|finding| !finding.is_good);
    bad.map(|finding| finding.place.as_str()).collect()
}

#[tokio::test]
async fn a_node_that_is_dead_is_the_only_problem() {
    let node = Node {
        chain: 84532,
        balance: 3_000_000,
    };
    let found = findings("dead", node, "rows.sqlite").await;
    assert_eq!(bad(&found), ["networks.\"base-sepolia\".nodes[1]"]);
    let text: Vec<_> = found.iter().map(|finding| finding.text.as_str()).collect();
    assert!(
        text[0].starts_with("the key of 0x") && text[0].ends_with(", active"),
        "{text:?}"
    );
    assert!(
        text.contains(&"127.0.0.1:1 answers; its head is 16, 0 behind"),
        "{text:?}"
    );
    assert!(
        text.iter()
            .any(|text| text.contains("has 3000000 wei, and needs 3000000")),
        "{text:?}"
    );
    assert!(
        found
            .iter()
            .all(|finding| finding.is_good || finding.hint.is_some())
    );
}

#[tokio::test]
async fn another_chain_no_store_and_no_money_are_found() {
    let node = Node {
        chain: 1,
        balance: 9,
    };
    let found = findings("wrong", node, "nowhere/rows.sqlite").await;
    let nodes = "networks.\"base-sepolia\".nodes";
    let account = "networks.\"base-sepolia\"";
    let expected = [
        "store",
        &format!("{nodes}[0]"),
        &format!("{nodes}[1]"),
        account,
    ];
    assert_eq!(bad(&found), expected);
    let serves = "127.0.0.1:1 serves eip155:1, and nothing that it answers counts";
    assert!(
        found.iter().any(|finding| finding.text == serves),
        "{found:?}"
    );

    let node = Node {
        chain: 84532,
        balance: 2_999_999,
    };
    let found = findings("poor", node, "rows.sqlite").await;
    assert_eq!(bad(&found), [&format!("{nodes}[1]"), account]);
    let hint = found.last().unwrap().hint.as_deref().unwrap();
    assert!(hint.starts_with("send the difference to 0x"), "{hint}");
}
