//! Who is talked to: scheme, host and port.

use alloc::{format, string::String};
use core::{
    fmt,
    net::{Ipv4Addr, Ipv6Addr},
    str::FromStr,
};

use crate::value_error::ValueError;

/// The origin of a URL: `https` or `http`, host and port (RFC 6454).
///
/// Read more strictly than browsers do: whatever two readers could take for different hosts is
/// refused (user names, backslashes, white space, percent escapes and letters outside ASCII in
/// the host). Hosts compare without case, else as texts.
#[derive(Clone, Debug, Eq, Hash, PartialEq)]
pub struct Origin {
    is_secure: bool,
    host: String,
    port: u16,
}

impl Origin {
    /// Whether the connection is encrypted.
    #[must_use]
    pub fn is_secure(&self) -> bool {
        self.is_secure
    }

    /// The host, in lower case.
    #[must_use]
    pub fn host(&self) -> &str {
        &self.host
    }

    /// The port, written or implied.
    #[must_use]
    pub fn port(&self) -> u16 {
        self.port
    }

    /// Whether a request there never leaves the machine: `localhost` and names below it,
    /// `127.0.0.0/8` and `::1`.
    #[must_use]
    pub fn is_loopback(&self) -> bool {
        let name = self.host.strip_suffix('.').unwrap_or(&self.host);
        let address = self.host.trim_start_matches('[').trim_end_matches(']');
        name == LOCALHOST
            || name
                .strip_suffix(LOCALHOST)
                .is_some_and(|domain| domain.ends_with('.'))
            || name.parse().is_ok_and(|ip: Ipv4Addr| ip.is_loopback())
            || address.parse().is_ok_and(|ip: Ipv6Addr| ip.is_loopback())
    }

    /// Whether this is the other origin, or the same host encrypted where the other is not.
    pub(super) fn is_same_or_upgrade(&self, other: &Self) -> bool {
        let usual = (other.port, self.port) == (HTTP, HTTPS);
        let upgrade = self.is_secure && !other.is_secure && (usual || self.port == other.port);
        self == other || upgrade && self.host == other.host
    }

    /// The origin that a `Location` leads to from here, absolute or relative.
    ///
    /// # Errors
    ///
    /// It is a URL of another scheme, or has no origin that every reader agrees on.
    pub fn resolve(&self, location: &str) -> Result<Self, ValueError> {
        refuse_ambiguous(location)?;
        if let Some(authority) = location.strip_prefix("//") {
            let scheme = if self.is_secure { "https" } else { "http" };
            return format!("{scheme}://{authority}").parse();
        }
        let end = location.find(['/', '?', '#']).unwrap_or(location.len());
        match location.find(':') {
            // A colon before the path ends a scheme.
            Some(colon) if colon < end => location.parse(),
            _ => Ok(self.clone()),
        }
    }
}

impl fmt::Display for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (scheme, usual) = if self.is_secure {
            ("https", HTTPS)
        } else {
            ("http", HTTP)
        };
        write!(f, "{scheme}://{}", self.host)?;
        if self.port == usual {
            return Ok(());
        }
        write!(f, ":{}", self.port)
    }
}

impl FromStr for Origin {
    type Err = ValueError;

    /// Reads the origin of an absolute URL.
    fn from_str(url: &str) -> Result<Self, ValueError> {
        refuse_ambiguous(url)?;
        let refuse = |expected| ValueError::new(NOUN, expected, url);
        let (scheme, rest) = url
            .split_once("://")
            .ok_or_else(|| refuse("an absolute URL of `https` or `http`"))?;
        let (is_secure, usual) = if scheme.eq_ignore_ascii_case("https") {
            (true, HTTPS)
        } else if scheme.eq_ignore_ascii_case("http") {
            (false, HTTP)
        } else {
            return Err(refuse("an absolute URL of `https` or `http`"));
        };
        let end = rest.find(['/', '?', '#']).unwrap_or(rest.len());
        let authority = rest.get(..end).unwrap_or_default();
        // An IPv6 address stands in brackets, with colons of its own.
        let host_end = authority.rfind(']').map_or(0, |bracket| bracket + 1);
        let colon = authority
            .get(host_end..)
            .and_then(|tail| tail.find(':'))
            .map(|colon| colon + host_end);
        let (host, port) = match colon {
            None => (authority, None),
            Some(colon) => {
                let (host, port) = authority.split_at(colon);
                (host, port.strip_prefix(':').filter(|port| !port.is_empty()))
            }
        };
        let port = match port {
            None => usual,
            Some(digits) => {
                let is_number = digits.bytes().all(|byte| byte.is_ascii_digit());
                let port = digits.parse::<u16>().ok().filter(|_| is_number);
                port.ok_or_else(|| refuse("a port from 0 to 65535"))?
            }
        };
        if !is_host(host) {
            return Err(refuse(
                "a host of ASCII letters, digits, points and hyphens",
            ));
        }
        Ok(Self {
            is_secure,
            host: host.to_ascii_lowercase(),
            port,
        })
    }
}

fn is_host(host: &str) -> bool {
    let address = host
        .strip_prefix('[')
        .and_then(|rest| rest.strip_suffix(']'));
    match address {
        Some(address) => {
            address.contains(':')
                && address
                    .bytes()
                    .all(|byte| byte.is_ascii_hexdigit() || matches!(byte, b':' | b'.'))
        }
        None => {
            !host.is_empty()
                && host
                    .bytes()
                    .all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'-' | b'_'))
        }
    }
}

/// Browsers read `\` as `/` and skip tabs and line ends, other readers do not.
fn refuse_ambiguous(url: &str) -> Result<(), ValueError> {
    let is_plain = |byte: u8| matches!(byte, b'!'..=b'~' | 0x80..) && byte != b'\\';
    if url.bytes().all(is_plain) {
        return Ok(());
    }
    let expected = "a URL without spaces, control characters and backslashes";
    Err(ValueError::new(NOUN, expected, url))
}

const LOCALHOST: &str = "localhost";

const NOUN: &str = "URL";
const HTTP: u16 = 80;
const HTTPS: u16 = 443;

#[cfg(test)]
mod tests {
    use alloc::string::ToString;

    use super::*;

    #[test]
    fn origins_of_urls() {
        for (url, origin) in [
            (
                "https://api.example.com/data?x=1#y",
                "https://api.example.com",
            ),
            ("HTTPS://API.Example.COM", "https://api.example.com"),
            ("https://example.com:443/", "https://example.com"),
            ("https://example.com:/", "https://example.com"),
            ("http://example.com:80?x", "http://example.com"),
            ("http://example.com:443", "http://example.com:443"),
            ("http://localhost:4021/a:b@c", "http://localhost:4021"),
            ("http://127.0.0.1", "http://127.0.0.1"),
            ("https://[2001:DB8::1]:8443/", "https://[2001:db8::1]:8443"),
            ("https://example.com/@evil", "https://example.com"),
            ("https://example.com.", "https://example.com."),
        ] {
            let parsed: Origin = url.parse().expect(url);
            assert_eq!(parsed.to_string(), origin, "{url}");
        }
    }

    #[test]
    fn refuses_what_readers_disagree_about() {
        for url in [
            "",
            "example.com",
            "/data",
            "ftp://example.com",
            "javascript:alert(1)",
            "https:example.com",
            "https:/example.com",
            "https://",
            "https:///data",
            "https://user@example.com",
            "https://good.example:x@evil.example",
            "https://good.example:443@evil.example",
            "https://good.example\\@evil.example",
            "https://exa mple.com",
            "https://example.com\n",
            "https://exam%70le.com",
            "https://ex\u{e4}mple.com",
            "https://example.com:+443",
            "https://example.com:65536",
            "https://example.com:1:2",
            "https://[::1",
            "https://[::1]x",
            "https://[v1.x]",
            "https://]",
        ] {
            assert!(url.parse::<Origin>().is_err(), "{url:?}");
        }
    }

    #[test]
    fn locations_lead_somewhere() {
        let here: Origin = "https://api.example.com:8443".parse().unwrap();
        for (location, origin) in [
            ("/other", "https://api.example.com:8443"),
            ("other", "https://api.example.com:8443"),
            ("?x=http://evil.example", "https://api.example.com:8443"),
            ("/x:y", "https://api.example.com:8443"),
            ("", "https://api.example.com:8443"),
            (
                "https://api.example.com:8443/x",
                "https://api.example.com:8443",
            ),
            ("https://api.example.com/x", "https://api.example.com"),
            ("//evil.example/x", "https://evil.example"),
            (
                "http://api.example.com:8443/x",
                "http://api.example.com:8443",
            ),
        ] {
            let to = here.resolve(location).expect(location);
            assert_eq!(to.to_string(), origin, "{location}");
        }
        for location in [
            "/\\evil.example",
            "\t//evil.example",
            "data:x",
            "https:evil",
            "//",
        ] {
            assert!(here.resolve(location).is_err(), "{location:?}");
        }
    }

    #[test]
    fn what_stays_on_the_machine() {
        for (url, is_loopback) in [
            ("http://localhost", true),
            ("http://LOCALHOST.:8000/a", true),
            ("http://shop.localhost", true),
            ("http://127.0.0.1", true),
            ("http://127.1.2.3:8000", true),
            ("http://[::1]:8000", true),
            ("http://localhost.shop.example", false),
            ("http://notlocalhost", false),
            ("http://127.0.0.1.shop.example", false),
            ("http://127.1", false),
            ("http://0127.0.0.1", false),
            ("http://128.0.0.1", false),
            ("http://0.0.0.0", false),
            ("http://[::]", false),
            ("http://[::ffff:127.0.0.1]", false),
            ("http://192.168.0.1", false),
        ] {
            let origin: Origin = url.parse().expect(url);
            assert_eq!(origin.is_loopback(), is_loopback, "{url}");
        }
    }

    #[test]
    fn the_same_server_may_be_encrypted_now() {
        for (to, from, is_same) in [
            ("https://a", "https://a:443", true),
            ("https://a", "http://a", true),
            ("https://a:8080", "http://a:8080", true),
            ("http://a", "https://a", false),
            ("https://a:8443", "http://a", false),
            ("https://a:8443", "https://a", false),
            ("https://b", "http://a", false),
            ("https://b.a", "https://a", false),
        ] {
            let (to, from): (Origin, Origin) = (to.parse().expect(to), from.parse().expect(from));
            assert_eq!(to.is_same_or_upgrade(&from), is_same, "{from} to {to}");
        }
    }
}
