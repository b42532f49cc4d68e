//! A signed allowance that comes with the payment (extension `eip2612GasSponsoring`).

use super::payload::Payload;
use crate::{
    evm::{Address, eip2612::SignedPermit, hex, permit2},
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

/// The extension's name.
pub(crate) const EXTENSION: &str = "eip2612GasSponsoring";

/// The EIP-2612 permit for exactly the amount that the payment brings, which the facilitator
/// submits with the payment: the allowance of now then says nothing.
///
/// The proxy reverts on a permit of any other value, also on the largest, which the extension's
/// page calls typical. Nonce and signature of the permit are for the simulation to judge.
pub(super) fn allowance(
    extensions: Option<&Object<'_>>,
    payment: &Payload,
    offer: &Offer,
    context: &Context<'_>,
) -> Option<SignedPermit> {
    let info = object(object(extensions?, EXTENSION)?, "info")?;
    let text = |name| info.get(name).and_then(Json::as_str);
    let is = |name, address| {
        text(name).and_then(|text| Address::parse_unchecked_case(text).ok()) == Some(address)
    };
    let message = &payment.message;
    let permit = SignedPermit {
        value: text("amount")?.parse().ok()?,
        deadline: text("deadline")?.parse().ok()?,
        signature: hex::decode_array("signature", text("signature")?).ok()?,
    };
    let least = context
        .now
        .seconds()
        .saturating_add(context.policy.expiry_margin);
    let is_usable = is("from", message.from)
        && is("asset", message.token)
        && is("spender", permit2::PERMIT2)
        && permit.value == message.amount
        && seconds(permit.deadline) >= least
        && is_signed_for_the_token(offer);
    is_usable.then_some(permit)
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
