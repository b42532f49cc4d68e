//! The requests that show what those see who have not paid.

use alloc::{
    borrow::ToOwned as _,
    format,
    string::{String, ToString},
    vec::Vec,
};

use crate::{client::Origin, value_error::ValueError, words::words};

words! {
    /// A request without a payment, and the reader that it stands for.
    #[derive(Clone, Copy, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
    #[non_exhaustive]
    pub enum Probe: "request to an endpoint" {
        /// A program's request, as a script on another site sends it.
        Unpaid = "unpaid",
        /// A browser's preflight for a request with a payment.
        Preflight = "preflight",
        /// `HEAD`, as monitors and link checkers send it.
        Head = "head",
        /// A person's browser: it accepts HTML.
        Page = "page",
        /// The same URL over plain `http`; only where the URL is `https`.
        Plain = "plain",
    }
}

/// A request to make, without a body. Redirects are not followed.
#[derive(Clone, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub struct ProbeRequest {
    /// The method.
    pub method: String,
    /// The URL.
    pub url: String,
    /// The headers, by name.
    pub headers: Vec<(&'static str, &'static str)>,
}

/// What came back for a request.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
#[expect(clippy::exhaustive_structs, reason = "a host writes it as a literal")]
pub struct ProbeResponse {
    /// The HTTP status.
    pub status: u16,
    /// The headers, by name in any case; one that came twice is there twice.
    pub headers: Vec<(String, String)>,
    /// The body, as far as it was read.
    pub body: Vec<u8>,
}

impl Probe {
    /// The request to make for a URL whose payers use this method; `None` if it does not apply.
    ///
    /// # Errors
    ///
    /// The text is not an `http` or `https` URL.
    pub fn request(self, method: &str, url: &str) -> Result<Option<ProbeRequest>, ValueError> {
        let origin: Origin = url.parse()?;
        let request = |method: &str, url: &str, headers: &[_]| {
            Some(ProbeRequest {
                method: method.to_owned(),
                url: url.to_owned(),
                headers: headers.to_vec(),
            })
        };
        Ok(match self {
            Self::Unpaid => request(method, url, &[("accept", "*/*"), ("origin", SITE)]),
            Self::Preflight => {
                let asked = match method {
                    "POST" => "POST",
                    _ => "GET",
                };
                let headers = [
                    ("origin", SITE),
                    ("access-control-request-method", asked),
                    ("access-control-request-headers", SENT),
                ];
                request("OPTIONS", url, &headers)
            }
            Self::Head => request("HEAD", url, &[("accept", "*/*")]),
            Self::Page => request("GET", url, &[("accept", "text/html,*/*;q=0.8")]),
            Self::Plain if origin.is_secure() && !origin.is_loopback() && origin.port() == 443 => {
                let rest = url.get("https".len()..).unwrap_or_default();
                let plain = format!("http{}", rest.replacen(":443", "", 1));
                request("GET", &plain, &[("accept", "*/*")])
            }
            Self::Plain => None,
        })
    }
}

impl ProbeResponse {
    /// The values of a header, in order.
    pub(super) fn values<'r>(&'r self, name: &str) -> impl Iterator<Item = &'r str> {
        self.headers
            .iter()
            .filter(move |(other, _)| other.eq_ignore_ascii_case(name))
            .map(|(_, value)| value.trim())
    }

    /// The entries of a header's list in lower case.
    pub(super) fn list(&self, name: &str) -> Vec<String> {
        let entries = self.values(name).flat_map(|value| value.split(','));
        let entries = entries.map(|entry| entry.trim().to_ascii_lowercase());
        entries.filter(|entry| !entry.is_empty()).collect()
    }

    /// Whether it is a redirect, and where to.
    pub(super) fn location(&self) -> Option<String> {
        let is_redirect = matches!(self.status, 301 | 302 | 303 | 307 | 308);
        let location = self.values("location").next().map(ToString::to_string);
        location.filter(|_| is_redirect)
    }
}

/// A site that is not the seller's.
pub(super) const SITE: &str = "https://app.example";

/// What a payer's script sends beside what is always allowed: the payment, and the header that
/// `@x402/fetch` puts into its requests.
pub(super) const SENT: &str = "access-control-expose-headers,payment-signature";
