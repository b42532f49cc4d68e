//! Real sockets: a server of this process on 127.0.0.1.

use std::sync::Arc;

use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::TcpListener,
};
use x402_core::rpc::Response;
use x402_http::chain::{Https, NodeUrl, Transport as _, TransportResponse};

/// Answers each connection with these bytes, after the head and the body of a request.
async fn server(answer: Vec<u8>) -> (NodeUrl, Arc<tokio::sync::Mutex<String>>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}/v2/key", listener.local_addr().unwrap());
    let seen = Arc::new(tokio::sync::Mutex::new(String::new()));
    let log = Arc::clone(&seen);
    tokio::spawn(async move {
        while let Ok((mut socket, _)) = listener.accept().await {
            let mut request = Vec::new();
            while !request.ends_with(b"[]") {
                let mut part = [0; 1024];
                let read = socket.read(&mut part).await.unwrap();
                request.extend_from_slice(&part[..read]);
            }
            *log.lock().await = String::from_utf8(request).unwrap();
            // The reader may stop before the end.
            let _ = socket.write_all(&answer).await;
        }
    });
    (NodeUrl::parse(&url, false).unwrap(), seen)
}

#[tokio::test]
async fn a_body_is_posted_and_the_answer_is_read() {
    let answer = b"HTTP/1.1 429 Slow\r\nRetry-After: 3\r\nContent-Length: 2\r\n\r\nno".to_vec();
    let (url, seen) = server(answer).await;
    let response = Https::new().post(&url, "[]".to_owned()).await;
    let expected = TransportResponse {
        status: Some(429),
        retry_after: Some("3".to_owned()),
        body: b"no".to_vec(),
    };
    assert_eq!(response, expected);
    let seen = seen.lock().await.to_lowercase();
    assert!(seen.starts_with("post /v2/key http/1.1\r\n"), "{seen}");
    assert!(
        seen.contains("content-type: application/json\r\n"),
        "{seen}"
    );
}

#[tokio::test]
async fn a_redirect_is_not_followed() {
    let answer = b"HTTP/1.1 307 No\r\nLocation: http://127.0.0.1:1/\r\nContent-Length: 0\r\n\r\n";
    let (url, _) = server(answer.to_vec()).await;
    let response = Https::new().post(&url, "[]".to_owned()).await;
    assert_eq!(response.status, Some(307));
}

#[tokio::test]
async fn a_body_beyond_the_limit_is_not_kept() {
    let length = Response::MAX_BODY + 1;
    let mut answer = format!("HTTP/1.1 200 OK\r\nContent-Length: {length}\r\n\r\n").into_bytes();
    answer.resize(answer.len() + length, b' ');
    let (url, _) = server(answer).await;
    let response = Https::new().post(&url, "[]".to_owned()).await;
    assert_eq!((response.status, response.body.len()), (Some(413), 0));
}

#[tokio::test]
async fn a_connection_that_breaks_is_no_response() {
    let (url, _) = server(b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nno".to_vec()).await;
    let response = Https::new().post(&url, "[]".to_owned()).await;
    assert_eq!(response, TransportResponse::default());
}

#[tokio::test]
async fn no_url_is_shown() {
    for url in [
        "ftp://node.example/key",
        "node",
        "https://",
        "https://user:key@node.example",
    ] {
        let error = NodeUrl::parse(url, true).unwrap_err().to_string();
        assert!(!error.contains("key"), "{error}");
    }
}
