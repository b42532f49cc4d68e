//! Where a node is.

use std::fmt;

use hyper::Uri;

use super::ConnectionError;

/// The URL of a node. It may hold a provider's key, so only its host is ever shown.
///
/// ```
/// use x402_http::chain::NodeUrl;
///
/// let url = NodeUrl::parse("https://base.example/v2/secret", false)?;
/// assert_eq!(url.to_string(), "base.example");
/// assert!(NodeUrl::parse("http://base.example", false).is_err());
/// assert!(NodeUrl::parse("http://127.0.0.1:8545", false).is_ok());
/// # Ok::<(), x402_http::chain::ConnectionError>(())
/// ```
#[derive(Clone, Eq, PartialEq)]
pub struct NodeUrl(Uri);

impl NodeUrl {
    /// Reads a URL. Without TLS a node must be on this machine, unless `allows_http`.
    ///
    /// # Errors
    ///
    /// The text is not a URL of `https` or `http` with a host, or it is `http` and must not be.
    pub fn parse(text: &str, allows_http: bool) -> Result<Self, ConnectionError> {
        let form = || ConnectionError::new("a URL such as https://node.example/", "another text");
        let uri: Uri = text.parse().map_err(|_| form())?;
        let host = uri.host().filter(|host| !host.is_empty());
        let host = host.ok_or_else(form)?;
        if uri
            .authority()
            .is_some_and(|authority| authority.as_str().contains('@'))
        {
            let expected = "a URL without a user name and password";
            return Err(ConnectionError::new(expected, "one with them"));
        }
        match uri.scheme_str() {
            Some("https") => {}
            Some("http") if allows_http || is_loopback(host) => {}
            Some("http") => {
                let expected = "https, or `allow_http = true` where the network is trusted";
                return Err(ConnectionError::new(expected, "http"));
            }
            _ => return Err(form()),
        }
        Ok(Self(uri))
    }

    pub(super) fn uri(&self) -> &Uri {
        &self.0
    }
}

fn is_loopback(host: &str) -> bool {
    let bare = host.trim_start_matches('[').trim_end_matches(']');
    let address = bare.parse::<std::net::IpAddr>();
    host.eq_ignore_ascii_case("localhost") || address.is_ok_and(|address| address.is_loopback())
}

impl fmt::Display for NodeUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0.host().unwrap_or_default())?;
        match self.0.port_u16() {
            Some(port) => write!(f, ":{port}"),
            None => Ok(()),
        }
    }
}

impl fmt::Debug for NodeUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "NodeUrl({self})")
    }
}
