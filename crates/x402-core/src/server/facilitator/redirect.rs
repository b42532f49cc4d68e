//! Where a facilitator's redirect may lead.

use alloc::{format, string::String};

/// A redirect of a facilitator that is followed, with the method and the body kept, once.
#[derive(Clone, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub struct FacilitatorRedirect {
    /// Where to send the request.
    pub url: String,
    /// Whether the host is the same: only then do credentials go along.
    pub is_same_host: bool,
}

impl FacilitatorRedirect {
    /// Reads an answer with this status and this `Location` to a request for this URL.
    ///
    /// Followed are the statuses 307 and 308 from https to https on port 443, to the same host or
    /// to one that differs by a leading `www.` alone, where the path keeps its last segment.
    /// `None` otherwise: then the request was not taken.
    ///
    /// ```
    /// use x402_core::server::FacilitatorRedirect;
    ///
    /// let from = "https://x402.org/facilitator/settle";
    /// let to = "https://www.x402.org/facilitator/settle";
    /// let redirect = FacilitatorRedirect::read(from, 308, to).expect("the same site");
    /// assert_eq!((redirect.url.as_str(), redirect.is_same_host), (to, false));
    /// assert_eq!(FacilitatorRedirect::read(from, 302, to), None);
    /// ```
    #[must_use]
    pub fn read(from: &str, status: u16, location: &str) -> Option<Self> {
        if !matches!(status, 307 | 308) {
            return None;
        }
        let from = Url::read(from)?;
        let to = match location.strip_prefix('/') {
            Some(rest) if !rest.starts_with('/') => Url::new(from.host, location)?,
            _ => Url::read(location)?,
        };
        let is_same_host = from.host.eq_ignore_ascii_case(to.host);
        if !is_same_host && !without_www(from.host).eq_ignore_ascii_case(without_www(to.host)) {
            return None;
        }
        let last = |path: &'_ str| path.rsplit('/').next().map(String::from);
        (last(from.path) == last(to.path)).then(|| Self {
            url: format!("https://{}{}", to.host, to.path),
            is_same_host,
        })
    }
}

fn without_www(host: &str) -> &str {
    match host.get(..4) {
        Some(start) if start.eq_ignore_ascii_case("www.") => host.get(4..).unwrap_or(host),
        _ => host,
    }
}

/// A URL that every reader takes for the same: https, port 443, no more than a host and a path.
struct Url<'a> {
    host: &'a str,
    path: &'a str,
}

impl<'a> Url<'a> {
    fn read(text: &'a str) -> Option<Self> {
        let rest = text.strip_prefix("https://")?;
        let end = rest.find('/')?;
        let (authority, path) = (rest.get(..end)?, rest.get(end..)?);
        Self::new(authority.strip_suffix(":443").unwrap_or(authority), path)
    }

    fn new(host: &'a str, path: &'a str) -> Option<Self> {
        let is_host = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'-');
        let is_path = |byte: u8| byte.is_ascii_alphanumeric() || b"/-._~".contains(&byte);
        let plain = !host.is_empty() && host.bytes().all(is_host) && path.bytes().all(is_path);
        plain.then_some(Self { host, path })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const FROM: &str = "https://x402.org/facilitator/settle";

    #[test]
    fn the_same_site_is_followed() {
        for (location, url, is_same_host) in [
            (
                "https://www.x402.org/facilitator/settle",
                "https://www.x402.org/facilitator/settle",
                false,
            ),
            (
                "https://x402.org:443/v2/settle",
                "https://x402.org/v2/settle",
                true,
            ),
            ("/v2/settle", "https://x402.org/v2/settle", true),
            ("https://X402.org/settle", "https://X402.org/settle", true),
        ] {
            for status in [307, 308] {
                let expected = FacilitatorRedirect {
                    url: url.into(),
                    is_same_host,
                };
                let found = FacilitatorRedirect::read(FROM, status, location);
                assert_eq!(found, Some(expected), "{location}");
            }
        }
        let back = FacilitatorRedirect::read(
            "https://www.x402.org/settle",
            308,
            "https://x402.org/settle",
        );
        assert!(back.is_some_and(|back| !back.is_same_host));
    }

    #[test]
    fn anything_else_is_not() {
        for location in [
            "http://www.x402.org/facilitator/settle",
            "https://evil.example/facilitator/settle",
            "https://x402.org.evil.example/facilitator/settle",
            "https://api.x402.org/facilitator/settle",
            "https://www.www.x402.org/facilitator/settle",
            "https://x402.org:8443/facilitator/settle",
            "https://user@x402.org/facilitator/settle",
            "https://x402.org\\@evil.example/settle",
            "https://x402.org/facilitator/verify",
            "https://x402.org/facilitator/settle/",
            "https://x402.org/facilitator/settle?a=1",
            "https://x402.org/facilitator/settle#a",
            "https://x402.org",
            "//evil.example/settle",
            "settle",
            "",
        ] {
            assert_eq!(
                FacilitatorRedirect::read(FROM, 308, location),
                None,
                "{location}"
            );
        }
        for status in [200, 300, 301, 302, 303, 304, 305, 306, 309] {
            assert_eq!(
                FacilitatorRedirect::read(FROM, status, "/v2/settle"),
                None,
                "{status}"
            );
        }
        let plain =
            FacilitatorRedirect::read("http://x402.org/settle", 308, "https://x402.org/settle");
        assert_eq!(plain, None);
    }
}
