//! What a paid URL shows, asked of a server of this process on 127.0.0.1.

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

mod tls;

use std::{fmt::Write as _, time::Duration};

use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::TcpListener,
};
use x402_core::{
    asset::AssetTable,
    message::ResourceInfo,
    money::Money,
    network::Network,
    server::{
        Bill, PaymentOption,
        endpoint::{EndpointReport, NoResponse, Probe},
    },
};
use x402_http::probe;

const WITHIN: Duration = Duration::from_secs(10);

/// The value of `PAYMENT-REQUIRED` of a route that costs a cent.
fn terms() -> String {
    let payee = "0x209693Bc6afc0C5328bA36FaF03C514EF312287C";
    let price = Money::parse("$0.01").unwrap();
    let options = [PaymentOption::new(Network::eip155(84532), price, payee)];
    let resource = ResourceInfo::new("https://api.example.com/weather".parse().unwrap());
    let bill = Bill::from_options(&options, resource, &AssetTable::default()).unwrap();
    bill.header().to_owned()
}

/// Answers each request by its head, in lower case; gives the URL.
async fn server(answer: impl Fn(&str) -> String + Send + 'static) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!(
        "http://{}/weather?city=Bern",
        listener.local_addr().unwrap()
    );
    tokio::spawn(async move {
        while let Ok((mut socket, _)) = listener.accept().await {
            let mut head = Vec::new();
            while !head.ends_with(b"\r\n\r\n") {
                let mut part = [0; 1024];
                match socket.read(&mut part).await {
                    Ok(read) if read > 0 => head.extend_from_slice(&part[..read]),
                    _ => break,
                }
            }
            let head = String::from_utf8(head).unwrap().to_lowercase();
            let _ = socket.write_all(answer(&head).as_bytes()).await;
        }
    });
    url
}

fn lines(report: &EndpointReport) -> String {
    let mut text = String::new();
    for finding in report.findings() {
        let (level, subject) = (finding.level(), finding.subject());
        writeln!(text, "{level} {subject}: {}", finding.text()).unwrap();
    }
    for finding in report.clients() {
        writeln!(text, "{}: {}", finding.client(), finding.text()).unwrap();
    }
    text
}

#[tokio::test]
async fn a_paid_url_is_asked_as_its_readers_ask() {
    let terms = terms();
    let url = server(move |head| {
        let open = "access-control-allow-origin: *\r\nconnection: close\r\n";
        let body = "content-length: 2\r\n\r\n{}";
        if head.starts_with("options ") {
            assert!(head.contains("access-control-request-headers: access-control-expose"));
            return format!("HTTP/1.1 204 No\r\n{open}access-control-allow-headers: *\r\n\r\n");
        }
        let start = format!("HTTP/1.1 402 Pay\r\n{open}payment-required: {terms}\r\n");
        if head.starts_with("head ") {
            return format!("{start}content-length: 2\r\n\r\n");
        }
        if head.contains("accept: text/html") {
            return format!("{start}content-type: text/html\r\n{body}");
        }
        format!("{start}cache-control: max-age=60\r\n{body}")
    })
    .await;
    let responses = probe(&url, "GET", WITHIN).await.unwrap();
    assert_eq!(
        responses.len(),
        4,
        "this machine has no plain http beside it"
    );
    let report = EndpointReport::new(&url, &responses).unwrap();
    assert_eq!(lines(&report), GOLDEN);
}

const GOLDEN: &str = "\
good terms: version 2, entry 0: 0.01 USDC on Base Sepolia to 0x209693Bc6afc0C5328bA36FaF03C514EF312287C
good flow: authorization: settled after the work
note description: the resource has no description: a list shows none
note bazaar: not declared: facilitators do not list the resource
warning cors: scripts on other sites cannot pay: Access-Control-Expose-Headers lacks payment-required, payment-response
good head: 402 with the terms
warning page: the page lacks `Vary: Accept`: a cache can give it to a program
warning caching: a cache may give this 402 to a payer: \"max-age=60\"; send `Cache-Control: no-store`
note https: this machine: nothing leaves it
@x402 2.27 (npm): pays entry 0 of version 2
x402 2.25 (PyPI): pays entry 0 of version 2
x402 2.9 (Go): pays entry 0 of version 2
x402-rs 2.0 (Rust): pays entry 0 of version 2
@faremeter/fetch 0.22 (npm): pays entry 0 of version 2
x402-fetch 1 (npm): does not read version 2
";

#[tokio::test]
async fn a_redirect_is_reported_and_not_followed() {
    let url = server(|_| {
        let location = "location: http://127.0.0.1:1/\r\nconnection: close";
        format!("HTTP/1.1 307 No\r\n{location}\r\ncontent-length: 0\r\n\r\n")
    })
    .await;
    let responses = probe(&url, "POST", WITHIN).await.unwrap();
    let report = EndpointReport::new(&url, &responses).unwrap();
    let expected = "problem terms: expected 402, found 307 to \"http://127.0.0.1:1/\"";
    assert!(lines(&report).starts_with(expected), "{report:?}");
}

#[tokio::test]
async fn what_does_not_answer_has_no_response() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    drop(listener);
    for url in [
        format!("http://{address}/"),
        server(|_| "HTTP/1.1 402 Pay\r\ncontent-length: 9\r\n\r\nshort".to_owned()).await,
        server(|_| "hello".to_owned()).await,
    ] {
        let responses = probe(&url, "GET", WITHIN).await.unwrap();
        let missing = Err(NoResponse::Connection);
        assert_eq!(responses[0], (Probe::Unpaid, missing), "{url}");
    }
    // A server that takes the connection and keeps still is left alone when the time is over.
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}/", listener.local_addr().unwrap());
    let responses = probe(&url, "GET", Duration::from_millis(1)).await.unwrap();
    let timeout = Err(NoResponse::Timeout);
    assert!(responses.iter().all(|(_, response)| *response == timeout));
    assert!(probe("ftp://a.example/", "GET", WITHIN).await.is_err());
}
