//! A signed allowance that comes with the payment (extension `eip2612GasSponsoring`).

use super::payload::Payload;
use crate::{
    evm::{Address, hex, permit2},
    json::{Json, Object},
    scheme::{
        context::Context,
        evm::{
            names::{self, NAME, VERSION},
            window::seconds,
        },
        offer::Offer,
    },
};

/// Whether the payment brings an EIP-2612 permit for exactly the amount, which the facilitator
/// submits with the payment: the allowance of now then says nothing.
///
/// The proxy reverts on a permit of any other value, also on the largest, which the extension's
/// page calls typical. Nonce and signature of the permit are for the simulation to judge.
pub(super) fn is_sponsored(
    extensions: Option<&Object<'_>>,
    payment: &Payload,
    offer: &Offer,
    context: &Context<'_>,
) -> bool {
    let Some(info) = extensions
        .and_then(|extensions| object(extensions, "eip2612GasSponsoring"))
        .and_then(|extension| object(extension, "info"))
    else {
        return false;
    };
    let text = |name| info.get(name).and_then(Json::as_str);
    let is = |name, address| {
        text(name).and_then(|text| Address::parse_unchecked_case(text).ok()) == Some(address)
    };
    let message = &payment.message;
    let ends = text("deadline").and_then(|text| text.parse().ok());
    let least = context
        .now
        .seconds()
        .saturating_add(context.policy.expiry_margin);
    let signature = text("signature").map(|text| hex::decode_array::<65>("signature", text));
    is("from", message.from)
        && is("asset", message.token)
        && is("spender", permit2::PERMIT2)
        && text("amount").and_then(|text| text.parse().ok()) == Some(message.amount)
        && ends.is_some_and(|ends| seconds(ends) >= least)
        && matches!(signature, Some(Ok(_)))
        && is_signed_for_the_token(offer)
}

/// The permit is signed under the names that the offer states: those of a known token are known.
fn is_signed_for_the_token(offer: &Offer) -> bool {
    let text = |name| offer.extra().get(name).and_then(Json::as_str);
    match (text(NAME), text(VERSION)) {
        (Some(name), Some(version)) => {
            names::is_renamed(offer.network(), &offer.asset_text, [name, version]).is_ok()
        }
        _ => true,
    }
}

fn object<'o, 'a>(parent: &'o Object<'a>, name: &str) -> Option<&'o Object<'a>> {
    parent.get(name).and_then(Json::as_object)
}
