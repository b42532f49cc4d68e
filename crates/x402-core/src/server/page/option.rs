//! One way to pay, for people.

use alloc::string::{String, ToString};

use super::{escape::push_text, qr};
use crate::{
    asset::{Asset, AssetTable},
    network::Network,
    scheme::{Offer, mechanism},
};

/// Adds the ways to pay in their order; those that the page has no room for are counted.
pub(super) fn push_all(out: &mut String, offers: &[Offer], table: &AssetTable) {
    let start = out.len();
    for offer in offers.iter().take(MOST_OPTIONS) {
        let asset = table.by_address(offer.network(), &offer.asset_text);
        let room = ROOM.saturating_sub(out.len() - start);
        push(out, offer, asset, room);
    }
    let more = offers.len().saturating_sub(MOST_OPTIONS);
    if more > 0 {
        out.push_str("<p>");
        push_text(out, &more.to_string(), MOST_OF_TEXT);
        out.push_str(" more in the header PAYMENT-REQUIRED.</p>\n");
    }
}

/// Adds one way to pay; its QR code is left out if it takes more bytes than there is room for.
fn push(out: &mut String, offer: &Offer, asset: Option<&Asset>, room: usize) {
    out.push_str("<article>\n<div>\n<h2>");
    if let Some(asset) = asset {
        push_text(out, &asset.display(offer.amount()), MOST_OF_TEXT);
    } else {
        push_text(out, &offer.amount().to_string(), MOST_OF_TEXT);
        out.push_str(" atomic units");
    }
    out.push_str("</h2>\n<dl>\n<dt>Network</dt>\n<dd>");
    push_network(out, offer.network());
    out.push_str("</dd>\n<dt>To</dt>\n<dd><code>");
    push_text(out, &offer.pay_to().to_string(), MOST_OF_TEXT);
    out.push_str("</code></dd>\n<dt>Token</dt>\n<dd><code>");
    push_text(out, &offer.asset().to_string(), MOST_OF_TEXT);
    out.push_str("</code></dd>\n</dl>\n</div>\n");
    let uri = mechanism::transfer_uri(offer, asset);
    if let Some(code) = uri
        .and_then(|uri| qr::svg(&uri))
        .filter(|code| code.len() <= room)
    {
        out.push_str("<figure>\n");
        out.push_str(&code);
        out.push_str(CAPTION);
        out.push_str("</figure>\n");
    }
    out.push_str("</article>\n");
}

fn push_network(out: &mut String, network: &Network) {
    if let Some(name) = network.name() {
        push_text(out, name, MOST_OF_TEXT);
        out.push(' ');
    }
    out.push_str("<code>");
    push_text(out, network.as_str(), MOST_OF_TEXT);
    out.push_str("</code>");
    if network.is_testnet() == Some(true) {
        out.push_str(" <span class=\"test\">test network: no real money</span>");
    }
}

/// A transfer does not name the request, so no server can tell what it is for.
const CAPTION: &str = "\n<figcaption>For wallets: token, payee and amount. A plain transfer made \
     with this code pays the seller, but <strong>does not open this page</strong>.</figcaption>\n";

const MOST_OPTIONS: usize = 10;
const MOST_OF_TEXT: usize = 100;

/// How many bytes the ways to pay may have when a QR code is added.
const ROOM: usize = 32_000;
