//! What a browser shows of a 402: one HTML page without scripts.
//!
//! A program gets the terms in the header `PAYMENT-REQUIRED` and, in version 1, as JSON. A person
//! who follows a link gets the same header and this page: price, network, payee, and a QR code for
//! wallets. [`is_navigation`] tells the two apart, [`html`] writes the page, and
//! [`ServerResponse::with_page`] makes it the answer's body.
//!
//! ```
//! use x402_core::{asset::AssetTable, message::ResourceInfo, money::Money, network::Network};
//! use x402_core::server::{Bill, PaymentOption, page};
//!
//! let pay_to = "0x209693Bc6afc0C5328bA36FaF03C514EF312287C";
//! let options = [PaymentOption::new(Network::eip155(8453), Money::parse("$0.01")?, pay_to)];
//! let resource = ResourceInfo::new("https://api.example.com/weather".parse()?);
//! let bill = Bill::from_options(&options, resource, &AssetTable::default())?;
//!
//! assert!(page::is_navigation([("accept", b"text/html, */*;q=0.8".as_slice())]));
//! let html = page::html(&bill, &AssetTable::default(), &page::PageTemplate::default(), None);
//! assert!(html.contains("0.01 USDC"));
//! # Ok::<(), Box<dyn core::error::Error>>(())
//! ```

mod escape;
mod navigation;
mod option;
mod qr;
mod template;

use alloc::string::String;

use self::escape::push_text;
pub use self::{navigation::is_navigation, template::PageTemplate};
use super::{Bill, ServerResponse};
use crate::{asset::AssetTable, header};

/// The most bytes that the page has by the default template.
pub const MAX_BYTES: usize = 60_000;

/// The `Content-Security-Policy` of the page: its own styles, and nothing else.
pub const CONTENT_SECURITY_POLICY: &str = "default-src 'none'; style-src 'unsafe-inline'; \
     base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/// Writes the page of a bill.
///
/// Every text of the seller's or the client's is shortened and escaped. `table` names the tokens;
/// `error` is why the payment that came was refused, if one came.
#[must_use]
pub fn html(
    bill: &Bill,
    table: &AssetTable,
    template: &PageTemplate,
    error: Option<&str>,
) -> String {
    let resource = bill.required().resource.as_ref();
    let url = resource.map_or("", |resource| resource.url.as_str());
    let service = resource.and_then(|resource| resource.service_name.as_deref());
    let description = resource.and_then(|resource| resource.description.as_deref());
    template.fill(|field, out| match field {
        "title" => push_text(out, service.unwrap_or_else(|| host(url)), MOST_OF_TITLE),
        "description" => push_text(out, description.unwrap_or_default(), MOST_OF_DESCRIPTION),
        "url" => push_text(out, url, MOST_OF_URL),
        "error" => push_text(out, error.unwrap_or_default(), MOST_OF_ERROR),
        _ => option::push_all(out, bill.offers(), table),
    })
}

/// The host of a URL, for a title; the whole text if it has none.
fn host(url: &str) -> &str {
    let rest = url.split_once("://").map_or(url, |(_, rest)| rest);
    let host = rest.split(['/', '?', '#']).next().unwrap_or_default();
    if host.is_empty() { url } else { host }
}

// In characters; escaped, each takes at most six bytes.
const MOST_OF_TITLE: usize = 120;
const MOST_OF_DESCRIPTION: usize = 1_000;
const MOST_OF_URL: usize = 500;
const MOST_OF_ERROR: usize = 200;

impl ServerResponse {
    /// Whether the answer asks for payment, and so may have a page.
    #[must_use]
    pub fn can_have_page(&self) -> bool {
        self.status == 402 && self.header(header::PAYMENT_REQUIRED).is_some()
    }

    /// The same answer from a server that has pages: with this one as its body, or with the body
    /// that it has.
    ///
    /// Either way it states that it varies by `Accept`. `policy` is the page's
    /// `Content-Security-Policy`, [`CONTENT_SECURITY_POLICY`] unless a template needs another.
    #[must_use]
    pub fn with_page(mut self, html: Option<String>, policy: &str) -> Self {
        self.headers.push(("Vary", "Accept".into()));
        let Some(html) = html else { return self };
        self.body = html;
        for (name, value) in &mut self.headers {
            if name.eq_ignore_ascii_case("Content-Type") {
                *value = "text/html; charset=utf-8".into();
            }
        }
        self.headers
            .push(("Content-Security-Policy", policy.into()));
        self.headers
            .push(("X-Content-Type-Options", "nosniff".into()));
        self
    }
}
