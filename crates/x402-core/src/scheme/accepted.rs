//! The first rules of every scheme: what the payer accepted is what the seller offered.

use alloc::{format, string::ToString};

use super::{
    fault::Fault,
    judge::{Judge, Stop},
    member::{describe, misspelling},
    offer::Offer,
    payment::{Accepted, Claim, Payment},
    rule::{Mechanism, Rule},
};
use crate::{
    address::Address,
    json::{Json, Number, Object},
    value_error::excerpt,
};

/// Compares the payer's claim with the offer: nothing is read from it except to compare.
pub(crate) fn apply(
    judge: &mut impl Judge,
    payment: &Payment<'_>,
    offer: &Offer,
) -> Result<(), Stop> {
    match payment.claim {
        Claim::Named { scheme, network } => {
            judge.check(&V1_SCHEME, scheme == offer.scheme(), || {
                Fault::text(excerpt(offer.scheme()), scheme)
            })?;
            judge.check(&V1_NETWORK, network == offer.network_text, || {
                Fault::text(excerpt(&offer.network_text), network)
            })
        }
        Claim::Accepted(accepted) => apply_accepted(judge, accepted, offer),
    }
}

fn apply_accepted(
    judge: &mut impl Judge,
    accepted: Accepted<'_>,
    offer: &Offer,
) -> Result<(), Stop> {
    let Accepted {
        terms: accepted,
        misspelled,
    } = accepted;
    judge.check(&SPELLING, misspelled.is_none(), || {
        let (name, meant) = misspelled.unwrap_or_default();
        misspelling(meant, name).at(format!("/accepted/{name}"))
    })?;
    let text = |name: &str, wanted: &str| match accepted.get(name) {
        Some(Json::String(text)) => text == wanted,
        _ => false,
    };
    let fault =
        |name: &str, wanted: &str| Fault::new(excerpt(wanted), describe(accepted.get(name)));

    judge.check(&SCHEME, text("scheme", offer.scheme()), || {
        fault("scheme", offer.scheme())
    })?;
    judge.check(&NETWORK, text("network", &offer.network_text), || {
        fault("network", &offer.network_text)
    })?;
    judge.check(&AMOUNT, text("amount", &offer.amount_text), || {
        fault("amount", &offer.amount_text)
    })?;
    for (rule, name, wanted, address) in [
        (&ASSET, "asset", &offer.asset_text, offer.asset()),
        (&PAY_TO, "payTo", &offer.pay_to_text, offer.pay_to()),
    ] {
        let same = text(name, wanted) || same_address(accepted.get(name), address);
        judge.check(rule, same, || fault(name, wanted))?;
    }
    let timeout = accepted
        .get("maxTimeoutSeconds")
        .and_then(Json::as_number)
        .and_then(Number::to_u64);
    judge.check(
        &MAX_TIMEOUT,
        timeout == Some(offer.max_timeout_seconds()),
        || {
            Fault::new(
                offer.max_timeout_seconds().to_string(),
                describe(accepted.get("maxTimeoutSeconds")),
            )
        },
    )?;
    let difference = missing_extra(offer.extra(), accepted.get("extra"));
    judge.check(&EXTRA, difference.is_none(), || {
        let (name, wanted, found) = difference.unwrap_or(("", &Json::Null, None));
        let expected = format!("{} as offered, {wanted}", excerpt(name));
        Fault::new(expected, describe(found))
    })
}

/// Whether another spelling of the address means the same bytes: on EVM chains case is only
/// a checksum, which has to be right if it is there.
fn same_address(text: Option<&Json<'_>>, address: Address) -> bool {
    match text {
        Some(Json::String(text)) => Address::parse(address.family(), text) == Ok(address),
        _ => false,
    }
}

/// The first member of the offer's `extra` that the accepted one lacks or alters.
///
/// Absent, `null` and `{}` are the same. What a server makes anew for every 402 is left out.
fn missing_extra<'o, 'a>(
    offered: &'o Object<'static>,
    accepted: Option<&'a Json<'a>>,
) -> Option<(&'o str, &'o Json<'static>, Option<&'a Json<'a>>)> {
    let accepted = match accepted {
        Some(Json::Object(accepted)) => Some(accepted),
        _ => None,
    };
    offered
        .iter()
        .filter(|(name, _)| !REGENERATED.contains(name))
        .find_map(|(name, wanted)| {
            let found = accepted.and_then(|accepted| accepted.get(name));
            let kept = found.is_some_and(|found| found.contains(wanted));
            (!kept).then_some((name, wanted, found))
        })
}

/// Members of `extra` that servers make anew for every 402.
const REGENERATED: [&str; 2] = ["recentBlockhash", "lastValidBlockHeight"];

const RULE: Rule = Rule {
    code: "accepted.mismatch",
    mechanism: Mechanism::Any,
    pointer: "/accepted",
    wire_code: "invalid_payment_requirements",
    wire_code_v1: None,
    demands: "what was accepted is what was offered",
    hint: "copy the chosen entry of `accepts` unchanged into `accepted`",
    source: "x402-specification-v2.md, 5.2 and 6.1.2",
};

static SPELLING: Rule = Rule {
    demands: "no member is a known one in another case or in snake_case",
    hint: "spell the members as the specification does: some readers would take them, others not",
    source: "x402-specification-v2.md, 5.1.2",
    ..RULE
};

pub(crate) static SCHEME: Rule = Rule {
    code: "scheme.mismatch",
    pointer: "/accepted/scheme",
    wire_code: "unsupported_scheme",
    demands: "the accepted scheme is the offered one",
    ..RULE
};

pub(crate) static NETWORK: Rule = Rule {
    code: "network.mismatch",
    pointer: "/accepted/network",
    wire_code: "invalid_network",
    demands: "the accepted network is the offered one",
    ..RULE
};

pub(crate) static AMOUNT: Rule = Rule {
    pointer: "/accepted/amount",
    demands: "the accepted amount is the offered one",
    ..RULE
};

pub(crate) static ASSET: Rule = Rule {
    pointer: "/accepted/asset",
    demands: "the accepted asset is the offered one",
    ..RULE
};

pub(crate) static PAY_TO: Rule = Rule {
    pointer: "/accepted/payTo",
    demands: "the accepted payee is the offered one",
    ..RULE
};

pub(crate) static MAX_TIMEOUT: Rule = Rule {
    pointer: "/accepted/maxTimeoutSeconds",
    demands: "the accepted timeout is the offered one",
    ..RULE
};

pub(crate) static EXTRA: Rule = Rule {
    pointer: "/accepted/extra",
    demands: "every member of the offered `extra` stands in the accepted one",
    ..RULE
};

pub(crate) static V1_SCHEME: Rule = Rule {
    code: "scheme.mismatch",
    pointer: "/scheme",
    wire_code: "unsupported_scheme",
    demands: "the scheme is the offered one",
    hint: "pay with the scheme that was offered",
    source: "x402-specification-v1.md, 5.2",
    ..RULE
};

pub(crate) static V1_NETWORK: Rule = Rule {
    code: "network.mismatch",
    pointer: "/network",
    wire_code: "invalid_network",
    demands: "the network is the offered one",
    hint: "pay on the network that was offered, by its version 1 name",
    source: "x402-specification-v1.md, 5.2",
    ..RULE
};

/// Version 2's rules, in order.
pub(crate) static RULES: &[&Rule] = &[
    &SPELLING,
    &SCHEME,
    &NETWORK,
    &AMOUNT,
    &ASSET,
    &PAY_TO,
    &MAX_TIMEOUT,
    &EXTRA,
];

/// Version 1's rules, in order.
pub(crate) static V1_RULES: &[&Rule] = &[&V1_SCHEME, &V1_NETWORK];
