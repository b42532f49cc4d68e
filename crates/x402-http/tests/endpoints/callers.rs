//! Callers with API keys, and how often they may ask.

use std::time::Duration;

use x402_http::endpoints::{Caller, Callers, EndpointSettings};

use crate::{
    Running,
    client::{Answer, request_with},
    start, submission,
};

fn caller(name: &str, key: &str, most_per_minute: Option<u32>) -> Caller {
    Caller {
        name: name.to_owned(),
        key_hash: Caller::hash_of(key.as_bytes()),
        most_per_minute: most_per_minute.map(|most| most.try_into().unwrap()),
    }
}

async fn with_callers() -> Running {
    let running = start(EndpointSettings::default()).await;
    let callers = [
        caller("shop", "x402_a", None),
        caller("blog", "x402_b", Some(3)),
    ];
    running.endpoints.allow(Callers::new(callers));
    running
}

async fn settle(running: &Running, authorization: &str) -> Answer {
    let body = submission("20000");
    request_with(running.address, "POST", "/settle", authorization, &body).await
}

#[tokio::test]
async fn a_key_that_is_known_opens_the_endpoints() {
    let running = with_callers().await;
    for header in [
        "Authorization: Bearer x402_a\r\n",
        "authorization: bearer  x402_a \r\n",
    ] {
        let answer = settle(&running, header).await;
        assert_eq!(answer.status, 200, "{header}");
        assert_eq!(answer.json()["errorReason"], "invalid_payment_requirements");
    }
    let text = running.get("/metrics").await.body;
    let line = r#"x402_calls_total{caller="shop",endpoint="settle",result="taken"} 2"#;
    assert!(text.contains(line), "{text}");
}

#[tokio::test]
async fn without_a_key_that_is_known_nothing_is_done() {
    let running = with_callers().await;
    for header in [
        "",
        "Authorization: Bearer x402_c\r\n",
        "Authorization: Bearer \r\n",
        "Authorization: Basic x402_a\r\n",
        "Authorization: x402_a\r\n",
        "X-API-Key: x402_a\r\n",
    ] {
        let answer = settle(&running, header).await;
        assert_eq!(answer.status, 401, "{header}");
        assert_eq!(answer.header("www-authenticate"), Some("Bearer"));
        assert_eq!(answer.json()["success"], false);
        assert_eq!(answer.json()["errorReason"], "unauthorized");
    }
    let verified = running.post("/verify", &submission("10000")).await;
    assert_eq!(verified.status, 401);
    assert_eq!(verified.json()["isValid"], false);
    assert_eq!(verified.json()["invalidReason"], "unauthorized");
    let key = "0".repeat(64);
    let shown = running.get(&format!("/settlements/{key}")).await;
    assert_eq!(shown.status, 401);
    assert_eq!(running.posts(), 0);
    // What servers read before they have a key, and what watches the process.
    for open in ["/supported", "/live", "/metrics"] {
        assert_eq!(running.get(open).await.status, 200, "{open}");
    }
    let text = running.get("/metrics").await.body;
    let line = r#"x402_calls_total{caller="",endpoint="settle",result="unauthorized"} 6"#;
    assert!(text.contains(line), "{text}");
}

#[tokio::test]
async fn a_caller_that_asks_too_often_waits_and_others_do_not() {
    let running = with_callers().await;
    tokio::time::pause();
    let blog = "Authorization: Bearer x402_b\r\n";
    for _ in 0..3 {
        assert_eq!(settle(&running, blog).await.status, 200);
    }
    let answer = settle(&running, blog).await;
    assert_eq!(answer.status, 429);
    assert_eq!(answer.json()["errorReason"], "rate_limited");
    let wait: u64 = answer.header("retry-after").unwrap().parse().unwrap();
    assert_eq!(wait, 20);
    let shop = "Authorization: Bearer x402_a\r\n";
    assert_eq!(settle(&running, shop).await.status, 200);

    tokio::time::advance(Duration::from_secs(wait)).await;
    assert_eq!(settle(&running, blog).await.status, 200);
    assert_eq!(settle(&running, blog).await.status, 429);
    assert_eq!(running.posts(), 0);
}

#[tokio::test]
async fn callers_change_while_it_runs() {
    let running = with_callers().await;
    let new = [caller("shop", "x402_new", None)];
    running.endpoints.allow(Callers::new(new));
    let old = settle(&running, "Authorization: Bearer x402_a\r\n").await;
    assert_eq!(old.status, 401);
    let new = settle(&running, "Authorization: Bearer x402_new\r\n").await;
    assert_eq!(new.status, 200);
    running.endpoints.allow(Callers::default());
    assert_eq!(settle(&running, "").await.status, 200);
}
