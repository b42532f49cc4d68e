//! The authorities whose certificates are trusted.

use std::{error, fmt, sync::Arc};

use tokio_rustls::rustls::{
    ClientConfig, RootCertStore,
    crypto::ring,
    pki_types::{CertificateDer, pem::PemObject as _},
};

/// Authorities whose certificates are trusted, in place of Mozilla's list.
///
/// Their certificates are in PEM, as OpenSSL and most authorities write them.
#[derive(Clone, Debug)]
pub struct Authorities(ClientConfig);

impl Authorities {
    /// Reads the certificates of a PEM text, of which there is at least one.
    ///
    /// # Errors
    ///
    /// The text has no certificate, or one that is not an authority's.
    pub fn from_pem(text: &str) -> Result<Self, AuthoritiesError> {
        let mut roots = RootCertStore::empty();
        for certificate in CertificateDer::pem_slice_iter(text.as_bytes()) {
            let certificate = certificate.map_err(|error| refuse(&error))?;
            roots.add(certificate).map_err(|error| refuse(&error))?;
        }
        if roots.is_empty() {
            return Err(refuse(&"no certificate"));
        }
        let builder = ClientConfig::builder_with_provider(Arc::new(ring::default_provider()));
        let builder = builder.with_safe_default_protocol_versions();
        let builder = builder.map_err(|error| refuse(&error))?;
        let config = builder.with_root_certificates(roots).with_no_client_auth();
        Ok(Self(config))
    }

    pub(crate) fn client(&self) -> ClientConfig {
        self.0.clone()
    }
}

fn refuse(found: &dyn fmt::Display) -> AuthoritiesError {
    AuthoritiesError(found.to_string())
}

/// A text that has no certificates of authorities.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct AuthoritiesError(String);

impl fmt::Display for AuthoritiesError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "authorities: expected certificates in PEM, found {}",
            self.0
        )
    }
}

impl error::Error for AuthoritiesError {}
