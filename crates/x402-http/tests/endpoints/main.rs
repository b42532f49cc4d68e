//! The endpoints over real sockets, with nodes that must not be asked.

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

mod callers;
mod client;

use std::{collections::BTreeSet, sync::Arc, time::Duration};

use tokio::{net::TcpListener, sync::oneshot, task::JoinHandle};
use x402_core::{
    Network, UnixTimestamp,
    amount::Amount,
    evm,
    facilitator::{Admission, PaymentStop, Sponsorship},
};
use x402_http::{
    chain::{ConnectionSettings, Connections, NodeUrl, Posted, Transport, TransportResponse},
    endpoints::{EndpointSettings, Endpoints},
    facilitator::{Clock, Facilitator, FacilitatorNetwork, FacilitatorSettings, METRICS},
    serve,
    signer::SignerState,
    store::MemoryStore,
};

use self::client::{Answer, request};

/// A node that does not answer, and counts.
#[derive(Debug, Default)]
struct Dead(std::sync::atomic::AtomicUsize);

impl Transport for Dead {
    fn post<'a>(&'a self, _: &'a NodeUrl, _: String) -> Posted<'a> {
        self.0.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
        Box::pin(async { TransportResponse::default() })
    }
}

#[derive(Debug)]
struct Fixed;

impl Clock for Fixed {
    fn now(&self) -> UnixTimestamp {
        UnixTimestamp::new(1_740_672_100).unwrap()
    }
}

struct Running {
    facilitator: Facilitator,
    endpoints: Endpoints,
    address: std::net::SocketAddr,
    node: Arc<Dead>,
    end: oneshot::Sender<()>,
    served: JoinHandle<std::io::Result<()>>,
}

fn base() -> Network {
    Network::eip155(84532)
}

async fn start(settings: EndpointSettings) -> Running {
    let node = Arc::new(Dead::default());
    let url = NodeUrl::parse("http://127.0.0.1:1/", false).unwrap();
    let chain = Connections::new(node.clone())
        .with_network(base(), vec![url], ConnectionSettings::default())
        .unwrap();
    let network = FacilitatorNetwork {
        network: base(),
        terms: Sponsorship::new(1_000_000_000),
        least_balance: Amount::ZERO,
    };
    let keys = [7, 8].map(|byte| evm::SigningKey::from_bytes(&[byte; 32]).unwrap());
    let states = [SignerState::Active, SignerState::Retired];
    let signers = keys.into_iter().map(Into::into).zip(states).collect();
    let store = Arc::new(MemoryStore::default());
    let given = FacilitatorSettings::default();
    let facilitator =
        Facilitator::new(vec![network], signers, chain, store, Arc::new(Fixed), given).unwrap();
    let endpoints = Endpoints::new(facilitator.clone(), settings);
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let (end, ended) = oneshot::channel::<()>();
    let ending = async {
        let _ = ended.await;
    };
    let serving = serve(facilitator.clone(), endpoints.clone(), listener, ending);
    let served = tokio::spawn(serving);
    Running {
        facilitator,
        endpoints,
        address,
        node,
        end,
        served,
    }
}

impl Running {
    async fn post(&self, path: &str, body: &str) -> Answer {
        request(self.address, "POST", path, body).await
    }

    async fn get(&self, path: &str) -> Answer {
        request(self.address, "GET", path, "").await
    }

    fn posts(&self) -> usize {
        self.node.0.load(std::sync::atomic::Ordering::Relaxed)
    }
}

/// A request about the specification's own sample, with this amount demanded.
fn submission(amount: &str) -> String {
    let terms = |amount| {
        format!(
            r#"{{"scheme": "exact", "network": "eip155:84532", "amount": "{amount}",
            "asset": "0x036CbD53842c5426634e7929541eC2318f3dCF7e",
            "payTo": "0x209693Bc6afc0C5328bA36FaF03C514EF312287C",
            "maxTimeoutSeconds": 60, "extra": {{"name": "USDC", "version": "2"}}}}"#
        )
    };
    let (wanted, accepted) = (terms(amount), terms("10000"));
    format!(
        r#"{{"x402Version": 2, "paymentRequirements": {wanted},
        "paymentPayload": {{"x402Version": 2, "accepted": {accepted}, "payload": {{
            "signature": "0x2d6a7588d6acca505cbf0d9a4a227e0c52c6c34008c8e8986a1283259764173608a2ce6496642e377d6da8dbbf5836e9bd15092f9ecab05ded3d6293af148b571c",
            "authorization": {{
                "from": "0x857b06519E91e3A54538791bDbb0E22373e36b66",
                "to": "0x209693Bc6afc0C5328bA36FaF03C514EF312287C",
                "value": "10000", "validAfter": "1740672089", "validBefore": "1740672154",
                "nonce": "0xf3746613c2d920b5fdabc0856f2aeb2d4f88ee6037b8cc5d04a71a4462f13480"
        }}}}}}}}"#
    )
}

#[tokio::test]
async fn a_payment_that_breaks_a_rule_is_200_and_costs_no_query() {
    let running = start(EndpointSettings::default()).await;
    let verified = running.post("/verify", &submission("20000")).await;
    assert_eq!(verified.status, 200);
    assert_eq!(verified.json()["isValid"], false);
    let reason = &verified.json()["invalidReason"];
    assert_eq!(reason, "invalid_payment_requirements");
    let settled = running.post("/settle", &submission("20000")).await;
    assert_eq!(settled.status, 200);
    assert_eq!(settled.json()["success"], false);
    assert_eq!(&settled.json()["errorReason"], reason);
    assert_eq!(settled.json()["transaction"], "");
    assert_eq!(settled.json()["network"], "eip155:84532");
    assert_eq!(running.posts(), 0);
}

#[tokio::test]
async fn nodes_that_do_not_answer_are_no_refusal() {
    let running = start(EndpointSettings::default()).await;
    let verified = running.post("/verify", &submission("10000")).await;
    assert_eq!(verified.status, 200);
    assert_eq!(verified.json()["invalidReason"], "unexpected_verify_error");
    let settled = running.post("/settle", &submission("10000")).await;
    assert_eq!(settled.status, 503);
    assert_eq!(settled.header("retry-after"), Some("1"));
    assert!(running.posts() > 0);
}

#[tokio::test]
async fn what_an_operator_stops_is_refused_without_a_query_until_it_is_let_in_again() {
    let running = start(EndpointSettings::default()).await;
    let mut admission = Admission::default();
    let stop = PaymentStop::of(Some(base()), None, None).unwrap();
    admission.stops.push(stop);
    running.facilitator.admit(admission);
    let verified = running.post("/verify", &submission("10000")).await;
    assert_eq!(verified.status, 200);
    assert_eq!(verified.json()["invalidReason"], "settlement_stopped");
    let settled = running.post("/settle", &submission("10000")).await;
    assert_eq!(settled.status, 200);
    assert_eq!(settled.json()["errorReason"], "settlement_stopped");
    assert_eq!(running.posts(), 0);
    let kinds = running.get("/supported").await.json()["kinds"].clone();
    assert_eq!(kinds.as_array().unwrap().len(), 2);

    running.facilitator.admit(Admission::default());
    let settled = running.post("/settle", &submission("10000")).await;
    assert_eq!(settled.json()["errorReason"], "unexpected_settle_error");
    assert!(running.posts() > 0);
}

#[tokio::test]
async fn what_is_not_a_request_is_400() {
    let running = start(EndpointSettings::default()).await;
    let verified = running.post("/verify", "{}").await;
    assert_eq!(
        (verified.status, &verified.json()["isValid"]),
        (400, &false.into())
    );
    let settled = running.post("/settle", "no json").await;
    assert_eq!(
        (settled.status, &settled.json()["success"]),
        (400, &false.into())
    );
    assert_eq!(settled.json()["errorReason"], "invalid_payload");
    let message = settled.json()["errorMessage"].to_string();
    assert!(message.contains("byte 0"), "{message}");
    assert_eq!(running.get("/nothing").await.status, 404);
    assert_eq!(running.get("/settlements/xyz").await.status, 400);
    let absent = format!("/settlements/{}", "0".repeat(64));
    assert_eq!(running.get(&absent).await.status, 404);
}

#[tokio::test]
async fn a_long_body_is_413() {
    let settings = EndpointSettings {
        longest_body: 1_000,
        ..EndpointSettings::default()
    };
    let running = start(settings).await;
    let answer = running.post("/settle", &" ".repeat(1_001)).await;
    assert_eq!(answer.status, 413);
    assert_eq!(
        running.post("/settle", &" ".repeat(1_000)).await.status,
        400
    );
}

#[tokio::test]
async fn too_much_to_do_is_503_and_nothing_is_done() {
    let settings = EndpointSettings {
        most_settling: 0,
        ..EndpointSettings::default()
    };
    let running = start(settings).await;
    let answer = running.post("/settle", &submission("10000")).await;
    assert_eq!(
        (answer.status, answer.header("retry-after")),
        (503, Some("1"))
    );
    assert_eq!(answer.json()["errorReason"], "facilitator_busy");
    assert_eq!(running.posts(), 0);
    assert_eq!(running.post("/verify", &submission("1")).await.status, 200);
}

#[tokio::test]
async fn supported_names_the_active_account_alone() {
    let running = start(EndpointSettings::default()).await;
    let answer = running.get("/supported").await;
    assert_eq!(answer.status, 200);
    let kinds = answer.json()["kinds"].clone();
    let networks: Vec<_> = kinds
        .as_array()
        .unwrap()
        .iter()
        .map(|kind| &kind["network"])
        .collect();
    assert_eq!(networks, ["base-sepolia", "eip155:84532"]);
    let signers = answer.json()["signers"]["eip155:*"].clone();
    let active = evm::SigningKey::from_bytes(&[7; 32]).unwrap().address();
    assert_eq!(signers, serde_json::json!([active.to_string()]));
}

#[tokio::test]
async fn ready_names_what_is_wrong() {
    let running = start(EndpointSettings::default()).await;
    assert_eq!(running.get("/live").await.status, 200);
    let answer = running.get("/ready").await;
    assert_eq!(answer.status, 503);
    let problems = answer.json()["problems"].clone();
    let expected = "eip155:84532: 0 nodes answer, and 1 are needed";
    assert_eq!(problems[0], expected, "{problems}");
}

#[tokio::test]
async fn every_metric_is_exported() {
    let running = start(EndpointSettings::default()).await;
    running.post("/verify", &submission("20000")).await;
    running.post("/settle", &submission("20000")).await;
    let text = running.get("/metrics").await.body;
    for (name, kind, _) in METRICS {
        assert!(text.contains(&format!("# TYPE {name} {kind}\n")), "{name}");
    }
    let line = r#"x402_answers_total{endpoint="settle",result="not settled",reason="#;
    assert!(text.contains(line), "{text}");
    assert!(text.contains("x402_settle_seconds_count 1\n"), "{text}");
    assert!(
        text.contains("x402_node_rounds_total{network=\"eip155:84532\",node=\"1\"}"),
        "{text}"
    );
}

/// The words of a text that begin like this.
fn words<'t>(text: &'t str, start: &str) -> BTreeSet<&'t str> {
    let is_part = |character: char| character.is_ascii_alphanumeric() || character == '_';
    let words = text.split(|character| !is_part(character));
    words.filter(|word| word.starts_with(start)).collect()
}

#[test]
fn alerts_are_about_metrics_that_exist_and_the_runbook_has_each() {
    let alerts = include_str!("../../operations/alerts.yaml");
    let runbook = include_str!("../../operations/RUNBOOK.md");
    let metrics: BTreeSet<&str> = METRICS.iter().map(|(name, ..)| *name).collect();
    let used = words(alerts, "x402_");
    assert!(used.len() > 5, "{used:?}");
    for name in used {
        let name = name.strip_suffix("_bucket").unwrap_or(name);
        assert!(metrics.contains(name), "{name}");
    }
    let titles = runbook.lines().filter_map(|line| line.strip_prefix("## "));
    assert_eq!(words(alerts, "X402"), titles.collect());
}

#[tokio::test]
async fn it_ends_when_its_requests_have() {
    let running = start(EndpointSettings::default()).await;
    running.post("/verify", &submission("20000")).await;
    running.end.send(()).unwrap();
    let served = tokio::time::timeout(Duration::from_secs(10), running.served).await;
    served.expect("it ends").unwrap().unwrap();
    assert!(
        tokio::net::TcpStream::connect(running.address)
            .await
            .is_err()
    );
}
