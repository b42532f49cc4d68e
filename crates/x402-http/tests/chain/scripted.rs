//! Nodes that answer as they are told.

use std::{
    sync::{
        Arc, Mutex,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};

use serde_json::{Value, json};
use x402_http::chain::{
    ConnectionSettings, Connections, NodeUrl, Posted, Transport, TransportResponse,
};

/// How a node answers.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Manner {
    /// With this gas price.
    Good(u64),
    /// The same, after a time.
    Slow(Duration, u64),
    /// Each request alone, not a batch.
    NoBatches(u64),
    /// With blocks of this number.
    At(u64),
    /// As a node of Ethereum.
    OtherChain,
    /// Never.
    Silent,
    /// With this HTTP status.
    Status(u16),
}

/// The nodes, by the port of their URL.
#[derive(Debug)]
pub(crate) struct Scripted {
    manners: Vec<Manner>,
    posts: Mutex<Vec<usize>>,
    finished: AtomicUsize,
}

impl Scripted {
    pub(crate) fn new<const N: usize>(manners: [Manner; N]) -> Arc<Self> {
        Arc::new(Self {
            manners: manners.to_vec(),
            posts: Mutex::new(vec![0; N]),
            finished: AtomicUsize::new(0),
        })
    }

    /// How many bodies each node got.
    pub(crate) fn posts(&self) -> Vec<usize> {
        self.posts.lock().unwrap().clone()
    }

    /// How many bodies were answered to their end.
    pub(crate) fn finished(&self) -> usize {
        self.finished.load(Ordering::Relaxed)
    }

    async fn answer(&self, node: usize, body: String) -> TransportResponse {
        self.posts.lock().unwrap()[node] += 1;
        let manner = self.manners[node];
        if let Manner::Slow(time, _) = manner {
            tokio::time::sleep(time).await;
        }
        let request: Value = serde_json::from_str(&body).unwrap();
        let body = match (manner, &request) {
            (Manner::Silent, _) => std::future::pending().await,
            (Manner::Status(status), _) => {
                let retry_after = (status == 429).then(|| "9".to_owned());
                let body = Vec::new();
                return TransportResponse {
                    status: Some(status),
                    retry_after,
                    body,
                };
            }
            (Manner::NoBatches(_), Value::Array(_)) => {
                json!({"jsonrpc": "2.0", "id": null, "error": {"code": -32600, "message": "batch requests are not supported"}})
            }
            (_, Value::Array(all)) => all.iter().map(|one| result(manner, one)).collect(),
            (_, one) => result(manner, one),
        };
        self.finished.fetch_add(1, Ordering::Relaxed);
        let body = body.to_string().into_bytes();
        TransportResponse {
            status: Some(200),
            retry_after: None,
            body,
        }
    }
}

fn result(manner: Manner, request: &Value) -> Value {
    let price = match manner {
        Manner::Good(price) | Manner::Slow(_, price) | Manner::NoBatches(price) => price,
        _ => 1,
    };
    let number = if let Manner::At(number) = manner {
        number
    } else {
        5
    };
    let result = match request["method"].as_str().unwrap() {
        "eth_chainId" if matches!(manner, Manner::OtherChain) => json!("0x1"),
        "eth_chainId" => json!("0x2105"),
        "eth_gasPrice" => json!(format!("0x{price:x}")),
        "eth_getBlockByNumber" => json!({
            "number": format!("0x{number:x}"), "hash": format!("0x{}", "ab".repeat(32)),
            "timestamp": "0x67c0a1b2", "baseFeePerGas": "0x1",
        }),
        "eth_sendRawTransaction" => json!(format!("0x{}", "cd".repeat(32))),
        method => panic!("{method}"),
    };
    json!({"jsonrpc": "2.0", "id": request["id"], "result": result})
}

impl Transport for Scripted {
    fn post<'a>(&'a self, url: &'a NodeUrl, body: String) -> Posted<'a> {
        let port = url.to_string().rsplit(':').next().unwrap().parse::<usize>();
        Box::pin(self.answer(port.unwrap() - 1, body))
    }
}

/// Connections to the first nodes of a script.
pub(crate) fn connections(script: &Arc<Scripted>, nodes: usize) -> Connections {
    let urls = (1..=nodes).map(|port| format!("http://127.0.0.1:{port}/key"));
    let urls = urls
        .map(|url| NodeUrl::parse(&url, false).unwrap())
        .collect();
    let transport: Arc<dyn Transport> = script.clone();
    Connections::new(transport)
        .with_network(super::base(), urls, ConnectionSettings::default())
        .unwrap()
}
