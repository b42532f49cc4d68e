//! HTTP(S), over connections that are kept.

use std::{error::Error, io, time::Duration};

use http_body_util::{BodyExt as _, Full, Limited};
use hyper::{
    Request, Response as HyperResponse, StatusCode,
    body::{Bytes, Incoming},
    header::{CONTENT_TYPE, RETRY_AFTER, USER_AGENT},
};
use hyper_rustls::{HttpsConnector, HttpsConnectorBuilder, builderstates::WantsSchemes};
use hyper_util::{
    client::legacy::{Client, connect::HttpConnector},
    rt::TokioExecutor,
};
use tokio_rustls::rustls::{self, CertificateError};
use x402_core::{
    rpc::Response,
    server::endpoint::{NoResponse, ProbeRequest, ProbeResponse},
};

use super::{NodeUrl, Posted, Transport, TransportResponse};
use crate::probe::Authorities;

/// HTTP/1.1 with TLS by rustls and Mozilla's root certificates.
#[derive(Clone, Debug)]
pub struct Https {
    client: Client<HttpsConnector<HttpConnector>, Full<Bytes>>,
}

impl Https {
    /// A client without connections.
    #[must_use]
    pub fn new() -> Self {
        Self::with(HttpsConnectorBuilder::new().with_webpki_roots())
    }

    /// A client that trusts these authorities, and no others.
    pub(crate) fn trusting(authorities: &Authorities) -> Self {
        Self::with(HttpsConnectorBuilder::new().with_tls_config(authorities.client()))
    }

    fn with(tls: HttpsConnectorBuilder<WantsSchemes>) -> Self {
        let mut connector = HttpConnector::new();
        connector.enforce_http(false);
        connector.set_nodelay(true);
        let connector = tls.https_or_http().enable_http1().wrap_connector(connector);
        let client = Client::builder(TokioExecutor::new())
            .pool_idle_timeout(Duration::from_secs(30))
            .build(connector);
        Self { client }
    }
}

impl Https {
    /// Makes a request without a body. A response that is longer than a node's may be does not count.
    pub(crate) async fn send(&self, request: &ProbeRequest) -> Result<ProbeResponse, NoResponse> {
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
        let unsent = |_| NoResponse::Connection;
        let request = builder.body(Full::default()).map_err(unsent)?;
        let response = self.client.request(request).await;
        let (head, body) = response.map_err(|error| reason(&error))?.into_parts();
        let body = Limited::new(body, Response::MAX_BODY).collect().await;
        let body = body.map_err(|_| NoResponse::Connection)?;
        // A client of ours does not read a value that is not UTF-8.
        let headers = head.headers.iter().map(|(name, value)| {
            let value = String::from_utf8_lossy(value.as_bytes());
            (name.as_str().to_owned(), value.into_owned())
        });
        Ok(ProbeResponse {
            status: head.status.as_u16(),
            headers: headers.collect(),
            body: body.to_bytes().to_vec(),
        })
    }
}

/// Why a request has no response: TLS names its reasons somewhere behind the error.
fn reason(error: &(dyn Error + 'static)) -> NoResponse {
    let mut next = Some(error);
    while let Some(error) = next {
        if let Some(error) = error.downcast_ref::<rustls::Error>() {
            return of_tls(error);
        }
        let inside = error
            .downcast_ref::<io::Error>()
            .and_then(io::Error::get_ref);
        next = match inside {
            Some(inside) => Some(inside),
            None => error.source(),
        };
    }
    NoResponse::Connection
}

fn of_tls(error: &rustls::Error) -> NoResponse {
    let rustls::Error::InvalidCertificate(fault) = error else {
        return NoResponse::Tls;
    };
    match fault {
        CertificateError::Expired
        | CertificateError::ExpiredContext { .. }
        | CertificateError::NotValidYet
        | CertificateError::NotValidYetContext { .. } => NoResponse::CertificateTime,
        CertificateError::NotValidForName | CertificateError::NotValidForNameContext { .. } => {
            NoResponse::CertificateHost
        }
        // A signature is wrong where an authority has the name of a trusted one, and another key.
        CertificateError::UnknownIssuer | CertificateError::BadSignature => {
            NoResponse::CertificateAuthority
        }
        _ => NoResponse::Tls,
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
