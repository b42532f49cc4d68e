//! Which published clients can pay.

use alloc::{format, string::String, vec::Vec};

use super::terms::Terms;
use crate::{
    asset::{AssetTable, TransferMethod},
    json::Json,
    scheme::{Offer, mechanism},
    version::X402Version,
    words::words,
};

words! {
    /// A client that others publish, by its package and version.
    ///
    /// What each can pay is known of this version: read in its source or seen.
    #[derive(Clone, Copy, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
    #[non_exhaustive]
    pub enum PublishedClient: "published client" {
        /// `@x402/fetch` and `@x402/axios`.
        X402Npm = "@x402 2.27 (npm)",
        /// `x402` for Python.
        X402Pypi = "x402 2.25 (PyPI)",
        /// The Go module.
        X402Go = "x402 2.9 (Go)",
        /// `x402-rs` and its clients.
        X402Rs = "x402-rs 2.0 (Rust)",
        /// `@faremeter/fetch`.
        Faremeter = "@faremeter/fetch 0.22 (npm)",
        /// `x402-fetch` and `x402-axios`, of version 1.
        X402Fetch = "x402-fetch 1 (npm)",
    }
}

/// Whether a published client can pay, by default.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct ClientFinding {
    client: PublishedClient,
    entry: Option<usize>,
    text: String,
}

impl ClientFinding {
    /// The client.
    #[must_use]
    pub fn client(&self) -> PublishedClient {
        self.client
    }

    /// The place in `accepts` of the first entry that it can pay; `None` if there is none.
    #[must_use]
    pub fn entry(&self) -> Option<usize> {
        self.entry
    }

    /// What it pays, or why not.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }
}

pub(super) fn find(terms: &Terms) -> Vec<ClientFinding> {
    let clients = PublishedClient::ALL.iter();
    clients.map(|client| one(*client, terms)).collect()
}

fn one(client: PublishedClient, terms: &Terms) -> ClientFinding {
    let mut why: Vec<String> = Vec::new();
    for (index, offer) in &terms.offers {
        match obstacle(client, offer) {
            None => {
                let (entry, version) = (Some(*index), offer.version());
                let text = format!("pays entry {index} of version {version}");
                return ClientFinding {
                    client,
                    entry,
                    text,
                };
            }
            Some(obstacle) => {
                if !why.contains(&obstacle) {
                    why.push(obstacle);
                }
            }
        }
    }
    let text = if why.is_empty() {
        "nothing that can be paid".into()
    } else {
        why.join("; ")
    };
    ClientFinding {
        client,
        entry: None,
        text,
    }
}

/// Why a client does not pay an entry, as it is by default.
fn obstacle(client: PublishedClient, offer: &Offer) -> Option<String> {
    use PublishedClient as C;
    let version = offer.version();
    let reads = match client {
        C::X402Npm | C::X402Pypi | C::Faremeter => true,
        C::X402Go | C::X402Rs => version == X402Version::V2,
        C::X402Fetch => version == X402Version::V1,
    };
    if !reads {
        return Some(match client {
            C::X402Fetch => format!("does not read version {version}"),
            _ => format!("is not known to read version {version}"),
        });
    }
    let text = |name: &str| offer.extra().get(name).and_then(Json::as_str);
    let method = mechanism::method_needed(offer);
    match method {
        Some(TransferMethod::Erc7710) => return Some("does not pay by ERC-7710".into()),
        Some(TransferMethod::Permit2) if matches!(client, C::Faremeter | C::X402Fetch) => {
            return Some("is not known to pay by Permit2".into());
        }
        Some(TransferMethod::Permit2)
            if client == C::X402Rs && (text("name").is_none() || text("version").is_none()) =>
        {
            return Some("passes over Permit2 without `extra.name` and `extra.version`".into());
        }
        _ => {}
    }
    if matches!(client, C::X402Npm | C::X402Pypi) {
        let flow = text("paymentFlow").unwrap_or("authorization");
        if !matches!(flow, "authorization" | "upfront" | "escrow") {
            return Some("passes over a flow that it does not know".into());
        }
        // Both limit a payment to one dollar in the tokens that they know.
        let table = AssetTable::default();
        let asset = format!("{}", offer.asset());
        let Some(asset) = table.by_address(offer.network(), &asset) else {
            return Some("by default it pays in well-known tokens alone".into());
        };
        let dollar = 10_u64.checked_pow(u32::from(asset.decimals()));
        if dollar.is_some_and(|dollar| offer.amount() > dollar.into()) {
            return Some(format!("by default it pays at most 1 {}", asset.symbol()));
        }
    }
    None
}
