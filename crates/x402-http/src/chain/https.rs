//! HTTP(S), over connections that are kept.

use std::time::Duration;

use http_body_util::{BodyExt as _, Full, Limited};
use hyper::{
    Request, Response as HyperResponse, StatusCode,
    body::{Bytes, Incoming},
    header::{CONTENT_TYPE, RETRY_AFTER, USER_AGENT},
};
use hyper_rustls::{HttpsConnector, HttpsConnectorBuilder};
use hyper_util::{
    client::legacy::{Client, connect::HttpConnector},
    rt::TokioExecutor,
};
use x402_core::{
    rpc::Response,
    server::endpoint::{ProbeRequest, ProbeResponse},
};

use super::{NodeUrl, Posted, Transport, TransportResponse};

/// HTTP/1.1 with TLS by rustls and Mozilla's root certificates.
#[derive(Clone, Debug)]
pub struct Https {
    client: Client<HttpsConnector<HttpConnector>, Full<Bytes>>,
}

impl Https {
    /// A client without connections.
    #[must_use]
    pub fn new() -> Self {
        let mut connector = HttpConnector::new();
        connector.enforce_http(false);
        connector.set_nodelay(true);
        let connector = HttpsConnectorBuilder::new()
            .with_webpki_roots()
            .https_or_http()
            .enable_http1()
            .wrap_connector(connector);
        let client = Client::builder(TokioExecutor::new())
            .pool_idle_timeout(Duration::from_secs(30))
            .build(connector);
        Self { client }
    }
}

impl Https {
    /// Makes a request without a body; `None` if there is no response, or a longer one than a
    /// node's.
    pub(crate) async fn send(&self, request: &ProbeRequest) -> Option<ProbeResponse> {
        let mut builder = Request::builder()
            .method(&*request.method)
            .uri(&*request.url)
            .header(
                USER_AGENT,
                concat!("x402-check/", env!("CARGO_PKG_VERSION")),
            );
        for (name, value) in &request.headers {
            builder = builder.header(*name, *value);
        }
        let request = builder.body(Full::default()).ok()?;
        let (head, body) = self.client.request(request).await.ok()?.into_parts();
        let body = Limited::new(body, Response::MAX_BODY)
            .collect()
            .await
            .ok()?;
        // A client of ours does not read a value that is not UTF-8.
        let headers = head.headers.iter().map(|(name, value)| {
            let value = String::from_utf8_lossy(value.as_bytes());
            (name.as_str().to_owned(), value.into_owned())
        });
        Some(ProbeResponse {
            status: head.status.as_u16(),
            headers: headers.collect(),
            body: body.to_bytes().to_vec(),
        })
    }
}

impl Default for Https {
    fn default() -> Self {
        Self::new()
    }
}

impl Transport for Https {
    fn post<'a>(&'a self, url: &'a NodeUrl, body: String) -> Posted<'a> {
        Box::pin(async move {
            let request = Request::post(url.uri().clone())
                .header(CONTENT_TYPE, "application/json")
                .body(Full::from(body));
            let Ok(request) = request else {
                return TransportResponse::default();
            };
            match self.client.request(request).await {
                Ok(response) => read(response).await,
                Err(_) => TransportResponse::default(),
            }
        })
    }
}

async fn read(response: HyperResponse<Incoming>) -> TransportResponse {
    let (head, body) = response.into_parts();
    let retry_after = head.headers.get(RETRY_AFTER);
    let retry_after = retry_after.and_then(|value| value.to_str().ok());
    let mut read = TransportResponse {
        status: Some(head.status.as_u16()),
        retry_after: retry_after.map(str::to_owned),
        body: Vec::new(),
    };
    match Limited::new(body, Response::MAX_BODY).collect().await {
        Ok(body) => read.body = body.to_bytes().to_vec(),
        Err(error) if error.is::<http_body_util::LengthLimitError>() => {
            read.status = Some(StatusCode::PAYLOAD_TOO_LARGE.as_u16());
        }
        Err(_) => return TransportResponse::default(),
    }
    read
}
