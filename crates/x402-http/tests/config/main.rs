//! Configurations, and what is said of those that are wrong.

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

use std::{path::PathBuf, sync::Arc, time::Duration};

use x402_core::{chain::Level, network::Family};
use x402_http::{
    chain::Https,
    config::{Config, TEMPLATE},
    endpoints::Caller,
    facilitator::SystemClock,
    signer::{KeySource, SignerState},
};

const SMALL: &str = r#"
store = "sqlite:rows.sqlite"
[networks.base]
nodes = ["https://a.example/KEY", "https://b.example"]
fee_cap_wei = 5_000_000_000
[networks."solana:EtWTRABZaYq6iMfeYKouRu166VU2xqa1"]
nodes = ["https://c.example"]
most_per_payment = "50_000"
[[signers]]
family = "evm"
environment = "X402_TEST_NOT_SET"
[[signers]]
family = "solana"
keystore = "k.json"
password_file = "p"
state = "retiring"
"#;

fn error(text: &str) -> String {
    Config::parse(text).unwrap_err().to_string()
}

/// The error after one change.
fn after(from: &str, to: &str) -> String {
    assert!(SMALL.contains(from), "{from}");
    error(&SMALL.replacen(from, to, 1))
}

#[test]
fn the_template_is_a_configuration() {
    let config = Config::parse(TEMPLATE).unwrap();
    assert_eq!(config.listen.to_string(), "127.0.0.1:4021");
    assert_eq!(config.networks[0].network.as_str(), "eip155:84532");
    assert!(config.networks[0].terms.has_l1_fee);
    assert_eq!(config.signers[0].source, KeySource::File("evm.key".into()));
}

/// A default that the template names is the default, and every key of it is one.
#[test]
fn the_templates_defaults_are_true() {
    let is_key = |line: &str| {
        let key = line
            .strip_prefix("# ")
            .and_then(|line| line.split_once(" = "));
        key.is_some_and(|(key, _)| {
            key.bytes()
                .all(|byte| byte.is_ascii_lowercase() || b"_0123456789".contains(&byte))
        })
    };
    let lines = TEMPLATE
        .lines()
        .map(|line| if is_key(line) { &line[2..] } else { line });
    let all = lines.collect::<Vec<_>>().join("\n");
    let all = all
        .split("nodes = [\"https://api.devnet")
        .next()
        .unwrap()
        .to_owned();
    let signers = TEMPLATE.split("# is needed.").nth(1).unwrap();
    let signers = &signers[signers.find("# The accounts").unwrap()..];
    let (given, default) = (
        Config::parse(&format!("{all}\n{signers}")).unwrap(),
        Config::parse(TEMPLATE).unwrap(),
    );
    assert_eq!(given.listen, default.listen);
    assert_eq!(given.settings.lease, default.settings.lease);
    assert_eq!(given.settings.retention, default.settings.retention);
    let (given, default) = (&given.networks[0], &default.networks[0]);
    assert_eq!(given.connection, default.connection);
    assert_eq!(given.least_balance, default.least_balance);
    let mut limits = default.terms.clone();
    limits.most_per_payment = given.terms.most_per_payment;
    limits.most_per_signer = given.terms.most_per_signer;
    limits.most_per_payer = given.terms.most_per_payer;
    limits.most_per_payee = given.terms.most_per_payee;
    assert!(limits.most_per_payee.is_some());
    assert_eq!(given.terms, limits);
}

#[test]
fn keys_are_read_in_their_units() {
    let config = Config::parse(&SMALL.replace(
        "fee_cap_wei",
        "wait_until = \"depth:3\"\nbatch_within_ms = 200\nanswer_within_s = 9\ntimeout_ms = 900\nfee_cap_wei",
    ))
    .unwrap();
    let base = &config.networks[0];
    assert_eq!(base.network.as_str(), "eip155:8453");
    assert_eq!(base.terms.fee_cap, 5_000_000_000);
    assert_eq!(base.terms.wait_until, Level::Depth(3));
    assert_eq!(
        (base.terms.batch_within, base.terms.answer_within),
        (200, 9)
    );
    assert_eq!(base.connection.timeout, Duration::from_millis(900));
    let solana = &config.networks[1];
    assert_eq!(solana.terms.most_per_payment, Some(50_000_u64.into()));
    assert_eq!(config.signers[1].family, Family::Svm);
    assert_eq!(config.signers[1].state, SignerState::Retiring);
}

#[test]
fn an_error_names_the_key() {
    let cases = [
        (
            "store = \"sqlite:rows.sqlite\"",
            "store = \"rows\"",
            "store: expected \"sqlite:",
        ),
        (
            "[networks.base]",
            "[networks.nowhere]",
            "networks.\"nowhere\": ",
        ),
        (
            "[networks.base]",
            "[networks.\"cosmos:hub\"]",
            "networks.\"cosmos:hub\": expected a network of",
        ),
        (
            "fee_cap_wei = 5_000_000_000",
            "",
            "networks.\"base\".fee_cap_wei: expected the most wei",
        ),
        (
            "most_per_payment = \"50_000\"",
            "",
            "EtWTRABZaYq6iMfeYKouRu166VU2xqa1\".most_per_payment: expected the most lamports",
        ),
        (
            "most_per_payment",
            "l1_fee = true\nmost_per_payment",
            "l1_fee: expected no such key on Solana",
        ),
        (
            "fee_cap_wei",
            "answer_within_s = 21\nfee_cap_wei",
            "networks.\"base\".answer_within_s: expected a number from 1 to 20",
        ),
        (
            "fee_cap_wei",
            "wait_until = \"soon\"\nfee_cap_wei",
            "networks.\"base\".wait_until: ",
        ),
        (
            "\"https://b.example\"",
            "\"http://b.example\"",
            "networks.\"base\".nodes[1]: expected https, or `allow_http",
        ),
        (
            "\"https://b.example\"",
            "\"b\"",
            "networks.\"base\".nodes[1]: expected a URL",
        ),
        (
            "family = \"evm\"",
            "family = \"eth\"",
            "signers[0].family: expected \"evm\" or \"solana\"",
        ),
        (
            "environment = \"X402_TEST_NOT_SET\"",
            "",
            "signers[0]: expected one of the keys `file`",
        ),
        (
            "password_file = \"p\"",
            "",
            "signers[1].password_file: expected a file with",
        ),
        (
            "keystore = \"k.json\"",
            "file = \"k\"",
            "signers[1].password_file: expected no such key",
        ),
        ("store = ", "stoer = ", "line 2: unknown field `stoer`"),
        ("state = \"retiring\"", "state = \"tired\"", "line 16: "),
        (
            "[\"https://a.example/KEY\", \"https://b.example\"]",
            "\"https://a.example/KEY\"",
            "line 4: ",
        ),
        (
            "fee_cap_wei = 5_000_000_000",
            "fee_cap_wei = -1",
            "line 5: expected 0 or more",
        ),
    ];
    for (from, to, expected) in cases {
        let found = after(from, to);
        assert!(found.contains(expected), "{to}: {found}");
        assert!(!found.contains("KEY"), "{found}");
    }
    assert!(error("store = \"sqlite:x\"\n[networks]\n").starts_with("networks: expected a table"));
}

#[test]
fn nodes_are_given_once() {
    let twice = SMALL.replace("https://b.example", "https://a.example/KEY");
    let config = Config::parse(&twice).unwrap();
    let error = config
        .connections(Arc::new(Https::new()))
        .unwrap_err()
        .to_string();
    assert_eq!(
        error,
        "networks.\"base\".nodes: expected one or more different nodes, found one twice"
    );
}

#[tokio::test]
async fn a_key_that_is_not_there_is_named() {
    let config = Config::parse(SMALL).unwrap();
    let transport = Arc::new(Https::new());
    let built = config.facilitator(transport, Arc::new(SystemClock)).await;
    let error = built.unwrap_err();
    assert_eq!(error.place(), "signers[0]");
    assert!(error.problem().contains("X402_TEST_NOT_SET"), "{error}");
}

const DENIED: &str = "0x209693Bc6afc0C5328bA36FaF03C514EF312287C # a payee
9hSR6S7WPtxmTojgo6GG3k4yDPecgJY292j7xrsUGWBu

  # a comment
";

/// A configuration with what it does not take, and the file of denied accounts.
fn with_admission(denied: &str) -> (PathBuf, String) {
    let name = format!("x402-denied-{}-{}", std::process::id(), denied.len());
    let path = std::env::temp_dir().join(name);
    std::fs::write(&path, denied).unwrap();
    let asset = "0x833589fCD6eDb6E08f4c7C32D4f71b54bdA02913";
    let stops = "[[stops]]\nnetwork = \"base\"\n[[stops]]\nscheme = \"exact\"\n[networks.base]";
    let text = SMALL
        .replace(
            "[networks.base]",
            &format!("deny_file = '{}'\n{stops}", path.display()),
        )
        .replace(
            "fee_cap_wei",
            &format!("least_amounts = {{ \"{asset}\" = 1_000 }}\nfee_cap_wei"),
        );
    (path, text)
}

#[test]
fn what_is_not_taken_is_read() {
    let (path, text) = with_admission(DENIED);
    let config = Config::parse(&text).unwrap();
    let admission = config.read_admission().unwrap();
    let stops: Vec<_> = admission.stops.iter().map(ToString::to_string).collect();
    let expected = ["payments on eip155:8453", "payments by the scheme exact"];
    assert_eq!(stops, expected);
    let least: Vec<_> = admission
        .least_amounts
        .values()
        .map(ToString::to_string)
        .collect();
    assert_eq!(least, ["1000"]);
    assert_eq!(admission.denied.len(), 2);

    // It is read again, and one wrong line is not passed over.
    std::fs::write(
        &path,
        "0x209693Bc6afc0C5328bA36FaF03C514EF312287C\nnobody\n",
    )
    .unwrap();
    let error = config.read_admission().unwrap_err();
    assert_eq!(error.place(), "deny_file, line 2");
    std::fs::remove_file(&path).unwrap();
    assert_eq!(config.read_admission().unwrap_err().place(), "deny_file");
}

#[test]
fn a_stop_that_stops_nothing_is_a_mistake() {
    let stop = |keys: &str| {
        error(&SMALL.replace(
            "[networks.base]",
            &format!("[[stops]]\n{keys}\n[networks.base]"),
        ))
    };
    for (keys, place) in [
        ("", "stops[0]: "),
        ("network = \"polygon\"", "stops[0].network: "),
        ("network = \"bose\"", "stops[0].network: "),
        ("scheme = \"Exact\"", "stops[0]: "),
        ("pay_to = \"0x12\"", "stops[0].pay_to: "),
        (
            "network = \"base\"\npay_to = \"9hSR6S7WPtxmTojgo6GG3k4yDPecgJY292j7xrsUGWBu\"",
            "stops[0]: ",
        ),
    ] {
        let found = stop(keys);
        assert!(found.starts_with(place), "{keys}: {found}");
    }
    let least = after(
        "fee_cap_wei",
        "least_amounts = { \"9hSR6S7WPtxmTojgo6GG3k4yDPecgJY292j7xrsUGWBu\" = 1 }\nfee_cap_wei",
    );
    assert!(least.contains("least_amounts"), "{least}");
}

#[test]
fn callers_have_names_and_hashes_of_keys() {
    let hash = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08";
    let with =
        |callers: &str| SMALL.replace("[networks.base]", &format!("{callers}\n[networks.base]"));
    let shop = format!("[[callers]]\nname = \"shop\"\nkey_sha256 = \"{hash}\"");
    let config = Config::parse(&with(&format!("{shop}\nmost_per_minute = 600"))).unwrap();
    let [caller] = config.callers.as_slice() else {
        panic!("{:?}", config.callers)
    };
    // The SHA-256 of "test", as everyone knows it.
    assert_eq!(caller.key_hash, Caller::hash_of(b"test"));
    assert_eq!(caller.most_per_minute.map(u32::from), Some(600));

    for (callers, place) in [
        (shop.replace("shop", "a shop"), "callers[0].name: "),
        (shop.replace("shop", ""), "callers[0].name: "),
        (shop.replace("9f86", "0x9f86"), "callers[0].key_sha256: "),
        (shop.replace("9f86", "9f8"), "callers[0].key_sha256: "),
        (shop.replace("9f86", "gf86"), "callers[0].key_sha256: "),
        (
            format!("{shop}\nmost_per_minute = 0"),
            "callers[0].most_per_minute: ",
        ),
        (format!("{shop}\n{shop}"), "callers[1].name: "),
        (
            format!("{shop}\n{}", shop.replace("shop", "blog")),
            "callers[1].key_sha256: ",
        ),
        (format!("{shop}\nkey = \"test\""), "line "),
    ] {
        let found = error(&with(&callers));
        assert!(found.starts_with(place), "{callers}: {found}");
        assert!(!found.contains("test"), "{found}");
    }
}
