//! TLS to a `PostgreSQL` server, as libpq's `sslmode` and `sslrootcert` describe it.
//!
//! | `sslmode` | TLS | the server's certificate |
//! |---|---|---|
//! | `disable` | never | |
//! | `prefer`, the default | if the server has it | of any authority, for any name |
//! | `require` | always | the same; with `sslrootcert` as `verify-ca` |
//! | `verify-ca` | always | of an authority in `sslrootcert`, for any name |
//! | `verify-full` | always | of an authority in `sslrootcert`, else of Mozilla's list; for the host's name |
//!
//! A Unix socket has no TLS, whatever is asked for.

mod options;
mod stream;
mod verifier;

use std::{io, path::PathBuf, sync::Arc};

use hyper_rustls::ConfigBuilderExt as _;
use tokio_postgres::{
    Config, Socket,
    config::{Host, SslMode},
    tls::{MakeTlsConnect, TlsConnect},
};
use tokio_rustls::{
    TlsConnector,
    rustls::{
        ClientConfig, RootCertStore,
        crypto::ring,
        pki_types::{CertificateDer, ServerName, pem::PemObject as _},
    },
};

use self::{stream::Encrypted, verifier::Verifier};
use super::failure;
use crate::store::OpenError;

/// What makes connections encrypted, for one database.
#[derive(Clone)]
pub(super) struct Tls(Arc<ClientConfig>);

/// The settings of a connection, and its TLS.
pub(super) fn configure(url: &str) -> Result<(Config, Tls), OpenError> {
    let (rest, options) = options::take(url).map_err(|detail| wrong(&detail))?;
    let mut config = rest
        .parse::<Config>()
        .map_err(|error| failure::at(&error))?;
    let roots = options.sslrootcert.as_deref();
    let (mode, checks) = match options.sslmode.as_deref() {
        None | Some("prefer") => (SslMode::Prefer, Checks::of(roots)),
        Some("disable") => (SslMode::Disable, Checks::Nothing),
        Some("verify-ca") if roots.is_none() => {
            let advice = "set `sslrootcert`, or use `verify-full`: any name has a certificate of a \
                          public authority";
            return Err(wrong(&format!(
                "sslmode `verify-ca` without `sslrootcert`: {advice}"
            )));
        }
        Some("require" | "verify-ca") => (SslMode::Require, Checks::of(roots)),
        Some("verify-full") => (SslMode::Require, Checks::Name),
        Some(found) => {
            let expected = "`disable`, `prefer`, `require`, `verify-ca` or `verify-full`";
            return Err(wrong(&format!(
                "expected sslmode {expected}, found `{found}`"
            )));
        }
    };
    if roots == Some(SYSTEM) && checks != Checks::Name && mode != SslMode::Disable {
        let advice = "`sslrootcert=system` needs `sslmode=verify-full`: any name has a certificate \
                      of a public authority";
        return Err(wrong(advice));
    }
    let is_local = |host: &Host| matches!(host, Host::Unix(_));
    let is_local = !config.get_hosts().is_empty() && config.get_hosts().iter().all(is_local);
    config.ssl_mode(if is_local { SslMode::Disable } else { mode });
    let tls = Tls(Arc::new(client(checks, roots)?));
    if !is_local && checks != Checks::Name {
        log::warn!(
            "PostgreSQL: the server's name is not checked, and rows are money until they expire: \
             use `sslmode=verify-full`"
        );
    }
    Ok((config, tls))
}

/// What is checked of a server's certificate.
#[derive(Clone, Copy, Eq, PartialEq)]
enum Checks {
    Nothing,
    /// Its authority.
    Authority,
    /// Its authority, and that it is the host's.
    Name,
}

impl Checks {
    fn of(roots: Option<&str>) -> Self {
        roots.map_or(Self::Nothing, |_| Self::Authority)
    }
}

/// The list of authorities that programs come with, by the name that libpq has for it.
const SYSTEM: &str = "system";

fn client(checks: Checks, roots: Option<&str>) -> Result<ClientConfig, OpenError> {
    let provider = Arc::new(ring::default_provider());
    let builder = ClientConfig::builder_with_provider(provider.clone())
        .with_safe_default_protocol_versions()
        .map_err(|error| wrong(&error.to_string()))?;
    let file = roots.filter(|roots| *roots != SYSTEM);
    let builder = match (checks, file) {
        (Checks::Nothing, _) => {
            let verifier = Verifier::nothing(&provider);
            builder
                .dangerous()
                .with_custom_certificate_verifier(Arc::new(verifier))
        }
        (Checks::Name, Some(file)) => builder.with_root_certificates(read_roots(file)?),
        (_, None) => builder.with_webpki_roots(),
        (Checks::Authority, Some(file)) => {
            let verifier = Verifier::authority(read_roots(file)?, &provider)
                .map_err(|error| wrong(&format!("{file}: {error}")))?;
            builder
                .dangerous()
                .with_custom_certificate_verifier(Arc::new(verifier))
        }
    };
    Ok(builder.with_no_client_auth())
}

fn read_roots(file: &str) -> Result<RootCertStore, OpenError> {
    let failed = |detail: String| wrong(&format!("sslrootcert `{file}`: {detail}"));
    let certificates = CertificateDer::pem_file_iter(PathBuf::from(file))
        .map_err(|error| failed(error.to_string()))?;
    let mut roots = RootCertStore::empty();
    for certificate in certificates {
        let certificate = certificate.map_err(|error| failed(error.to_string()))?;
        roots
            .add(certificate)
            .map_err(|error| failed(error.to_string()))?;
    }
    if roots.is_empty() {
        return Err(failed(
            "expected certificates in PEM, found none".to_owned(),
        ));
    }
    Ok(roots)
}

fn wrong(detail: &str) -> OpenError {
    OpenError(format!("PostgreSQL: {detail}"))
}

impl MakeTlsConnect<Socket> for Tls {
    type Stream = Encrypted;
    type TlsConnect = ToHost;
    type Error = io::Error;

    fn make_tls_connect(&mut self, host: &str) -> Result<ToHost, io::Error> {
        Ok(ToHost {
            client: self.0.clone(),
            host: host.to_owned(),
        })
    }
}

/// What encrypts one connection, to a host by its name or its IP address.
pub(super) struct ToHost {
    client: Arc<ClientConfig>,
    host: String,
}

impl TlsConnect<Socket> for ToHost {
    type Stream = Encrypted;
    type Error = io::Error;
    type Future = stream::Handshake;

    fn connect(self, socket: Socket) -> stream::Handshake {
        let Self { client, host } = self;
        Box::pin(async move {
            let name = ServerName::try_from(host.clone()).map_err(io::Error::other)?;
            let connecting = TlsConnector::from(client).connect(name, socket);
            let connected = connecting.await;
            connected
                .map(Encrypted)
                .map_err(|error| verifier::explained(error, &host))
        })
    }
}
