//! The certificates that a server shows, of an authority of the tests' own.

use std::sync::Arc;

use rcgen::{BasicConstraints, CertificateParams, CertifiedIssuer, IsCa, KeyPair, date_time_ymd};
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::TcpListener,
};
use tokio_rustls::{
    TlsAcceptor,
    rustls::{
        ServerConfig,
        crypto::ring,
        pki_types::{CertificateDer, PrivateKeyDer},
    },
};
use x402_core::server::endpoint::{
    EndpointReport, EndpointSubject, FindingLevel, NoResponse, Probe,
};
use x402_http::{Authorities, probe, probe_trusting};

use crate::{WITHIN, terms};

type Issuer = CertifiedIssuer<'static, KeyPair>;

fn authority() -> Issuer {
    let mut params = CertificateParams::new([]).unwrap();
    params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    CertifiedIssuer::self_signed(params, KeyPair::generate().unwrap()).unwrap()
}

/// A server with a certificate of this authority for `localhost`; gives its port.
async fn server(issuer: &Issuer, change: impl FnOnce(&mut CertificateParams)) -> u16 {
    let key = KeyPair::generate().unwrap();
    let mut params = CertificateParams::new(["localhost".to_owned()]).unwrap();
    change(&mut params);
    let certificate = params.signed_by(&key, issuer).unwrap();
    let chain = vec![CertificateDer::from(certificate.der().to_vec())];
    let key = PrivateKeyDer::try_from(key.serialize_der()).unwrap();
    let config = ServerConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(chain, key)
        .unwrap();
    let acceptor = TlsAcceptor::from(Arc::new(config));
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    let terms = terms();
    tokio::spawn(async move {
        while let Ok((socket, _)) = listener.accept().await {
            // A client that does not trust the certificate ends the handshake.
            let Ok(mut socket) = acceptor.accept(socket).await else {
                continue;
            };
            let mut head = Vec::new();
            let mut chunk = [0; 1024];
            while !head.ends_with(b"\r\n\r\n") {
                match socket.read(&mut chunk).await {
                    Ok(read) if read > 0 => head.extend_from_slice(&chunk[..read]),
                    _ => break,
                }
            }
            let answer = format!(
                "HTTP/1.1 402 Pay\r\npayment-required: {terms}\r\nconnection: close\r\n\
                 content-length: 0\r\n\r\n"
            );
            let _ = socket.write_all(answer.as_bytes()).await;
            let _ = socket.shutdown().await;
        }
    });
    port
}

/// What is found when these authorities are trusted; Mozilla's if there are none.
async fn found(url: &str, trusted: Option<&Issuer>) -> (Option<NoResponse>, EndpointReport) {
    let responses = match trusted {
        None => probe(url, "GET", WITHIN).await,
        Some(issuer) => {
            let authorities = Authorities::from_pem(&issuer.pem()).unwrap();
            probe_trusting(&authorities, url, "GET", WITHIN).await
        }
    };
    let responses = responses.unwrap();
    let (first, unpaid) = &responses[0];
    assert_eq!(*first, Probe::Unpaid);
    let reason = unpaid.as_ref().err().copied();
    let all = responses
        .iter()
        .map(|(_, response)| response.as_ref().err());
    assert!(
        all.clone().all(|other| other.copied() == reason),
        "{responses:?}"
    );
    (reason, EndpointReport::new(url, &responses).unwrap())
}

fn https(report: &EndpointReport) -> (FindingLevel, &str) {
    let mut findings = report.findings().iter();
    let finding = findings.find(|it| it.subject() == EndpointSubject::Https);
    let finding = finding.unwrap();
    (finding.level(), finding.text())
}

#[tokio::test]
async fn a_good_certificate_shows_the_terms() {
    let issuer = authority();
    let port = server(&issuer, |_| {}).await;
    let (reason, report) = found(&format!("https://localhost:{port}/"), Some(&issuer)).await;
    assert_eq!(reason, None);
    let terms = report.findings().first().unwrap();
    assert_eq!(terms.level(), FindingLevel::Good, "{report:?}");
    assert_eq!(
        https(&report),
        (FindingLevel::Note, "this machine: nothing leaves it")
    );
}

#[tokio::test]
async fn each_fault_of_a_certificate_is_named() {
    let issuer = authority();
    let whole = server(&issuer, |_| {}).await;
    let over = server(&issuer, |params| {
        params.not_before = date_time_ymd(2020, 1, 1);
        params.not_after = date_time_ymd(2021, 1, 1);
    });
    let over = over.await;
    let early = server(&issuer, |params| {
        params.not_before = date_time_ymd(4000, 1, 1);
    })
    .await;
    let other = authority();
    for (host, port, trusted, reason, text) in [
        (
            "localhost",
            whole,
            None,
            NoResponse::CertificateAuthority,
            "of an authority",
        ),
        (
            "localhost",
            whole,
            Some(&other),
            NoResponse::CertificateAuthority,
            "of an authority",
        ),
        (
            "127.0.0.1",
            whole,
            Some(&issuer),
            NoResponse::CertificateHost,
            "for another host",
        ),
        (
            "localhost",
            over,
            Some(&issuer),
            NoResponse::CertificateTime,
            "has expired",
        ),
        (
            "localhost",
            early,
            Some(&issuer),
            NoResponse::CertificateTime,
            "not valid yet",
        ),
    ] {
        let (found, report) = found(&format!("https://{host}:{port}/"), trusted).await;
        assert_eq!(found, Some(reason), "{host} {port}");
        let (level, finding) = https(&report);
        assert_eq!(level, FindingLevel::Problem, "{finding}");
        assert!(
            finding.starts_with("clients end the connection") && finding.contains(text),
            "{finding}"
        );
        assert_eq!(report.worst(), FindingLevel::Problem);
    }
}

#[tokio::test]
async fn a_server_without_tls_has_no_handshake() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    tokio::spawn(async move {
        while let Ok((mut socket, _)) = listener.accept().await {
            let _ = socket.write_all(b"HTTP/1.1 400 No\r\n\r\n").await;
        }
    });
    let (reason, _) = found(&format!("https://localhost:{port}/"), None).await;
    assert_eq!(reason, Some(NoResponse::Tls));
}

#[test]
fn authorities_are_certificates_in_pem() {
    for text in [
        "",
        "no certificate",
        "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----",
    ] {
        let error = Authorities::from_pem(text).unwrap_err().to_string();
        assert!(
            error.starts_with("authorities: expected certificates in PEM, found"),
            "{error}"
        );
    }
    assert!(Authorities::from_pem(&authority().pem()).is_ok());
}
