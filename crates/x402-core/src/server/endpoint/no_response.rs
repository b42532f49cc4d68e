//! Why a request has no response.

use crate::words::words;

words! {
    /// The reason why a request has no response.
    ///
    /// Those that begin with `certificate` are faults of the server's TLS certificate: every client
    /// ends the connection before it sends a request.
    #[derive(Clone, Copy, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
    #[non_exhaustive]
    pub enum NoResponse: "reason for a missing response" {
        /// There is no connection, or what came is not a whole HTTP response.
        Connection = "connection",
        /// It did not come in time.
        Timeout = "timeout",
        /// The certificate's time is over, or has not begun.
        CertificateTime = "certificate_time",
        /// The certificate is for another host.
        CertificateHost = "certificate_host",
        /// The certificate is not of an authority that clients trust.
        CertificateAuthority = "certificate_authority",
        /// Another fault of the certificate, or of the TLS handshake.
        Tls = "tls",
    }
}

impl NoResponse {
    /// What was found in place of a response.
    pub(super) const fn found(self) -> &'static str {
        match self {
            Self::Connection => "no response",
            Self::Timeout => "no response in time",
            Self::CertificateTime => {
                "no response: the certificate has expired, or is not valid yet"
            }
            Self::CertificateHost => "no response: the certificate is for another host",
            Self::CertificateAuthority => {
                "no response: the certificate is not of an authority that clients trust"
            }
            Self::Tls => "no response: the TLS handshake failed",
        }
    }

    /// What makes clients end the connection, if that is the reason.
    pub(super) const fn of_tls(self) -> Option<&'static str> {
        match self {
            Self::Connection | Self::Timeout => None,
            Self::CertificateTime => Some(
                "clients end the connection: the certificate has expired, or is not valid yet; \
                 renew it, and compare the clocks",
            ),
            Self::CertificateHost => Some(
                "clients end the connection: the certificate is for another host; name the host \
                 that it is for, or get one for this host",
            ),
            Self::CertificateAuthority => Some(
                "clients end the connection: the certificate is not of an authority that they \
                 trust; send the whole chain of a public authority",
            ),
            Self::Tls => Some(
                "clients end the connection: the TLS handshake failed; serve TLS 1.2 or 1.3 with a \
                 certificate that is whole",
            ),
        }
    }
}
