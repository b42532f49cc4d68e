//! Mutations of what an account on an EVM chain signed.

use alloy_primitives::hex;
use serde_json::{Value as Json, json};
use x402_core::{
    evm::{eip712::signing_hash, permit2},
    network::Family,
};

use super::Keys;
use crate::{
    case::Case,
    evm::{Payment, Terms},
    random::Random,
};

/// What can be changed in a payload, and to what kind of value.
const FIELDS: [(&str, Kind); 15] = [
    ("/authorization/from", Kind::Address),
    ("/authorization/to", Kind::Address),
    ("/authorization/value", Kind::Amount),
    ("/authorization/validAfter", Kind::Time),
    ("/authorization/validBefore", Kind::Time),
    ("/authorization/nonce", Kind::Word),
    ("/permit2Authorization/from", Kind::Address),
    ("/permit2Authorization/spender", Kind::Address),
    ("/permit2Authorization/nonce", Kind::Amount),
    ("/permit2Authorization/deadline", Kind::Time),
    ("/permit2Authorization/permitted/token", Kind::Address),
    ("/permit2Authorization/permitted/amount", Kind::Amount),
    ("/permit2Authorization/witness/to", Kind::Address),
    ("/permit2Authorization/witness/validAfter", Kind::Time),
    ("/signature", Kind::Signature),
];

#[derive(Clone, Copy)]
enum Kind {
    Address,
    Amount,
    Signature,
    Time,
    Word,
}

pub(super) fn mutate(random: &mut Random, line: &mut Json, keys: &Keys) -> &'static str {
    let asset = line.pointer("/requirements/asset").and_then(Json::as_str);
    let asset = asset.unwrap_or_default().to_owned();
    let now = line.get("now").and_then(Json::as_u64).unwrap_or_default();
    let present: Vec<(&'static str, Kind)> = FIELDS
        .into_iter()
        .filter(|(place, _)| line.pointer(&in_line(place)).is_some())
        .collect();
    let Some(&(place, kind)) = random.pick(&present) else {
        return "nothing";
    };
    if let Some(value) = line.pointer_mut(&in_line(place)) {
        let text = value.as_str().unwrap_or_default().to_owned();
        *value = json!(changed(random, &text, kind, now, &asset));
    }
    // Signed anew, the change is the payer's own.
    if !matches!(kind, Kind::Signature) && random.chance(75) {
        sign(line, keys);
    }
    place
}

fn in_line(place: &str) -> String {
    format!("/payload/payload{place}")
}

fn changed(random: &mut Random, text: &str, kind: Kind, now: u64, asset: &str) -> String {
    let near = |random: &mut Random, number: u64| {
        let offset = u64::try_from(random.below(41)).unwrap_or_default();
        (number + offset).saturating_sub(20).to_string()
    };
    if random.chance(20) {
        return one_character(random, text);
    }
    match kind {
        Kind::Address => {
            let mut others = super::others(Family::Evm).to_vec();
            // A token does not pay: a contract's address has no key.
            others.retain(|other| !other.eq_ignore_ascii_case(asset));
            random.pick(&others).copied().unwrap_or_default().to_owned()
        }
        Kind::Amount if random.chance(50) => near(random, text.parse().unwrap_or(10_000)),
        Kind::Amount => {
            let values = ["0", "1", "18446744073709551615", MAX];
            random.pick(&values).copied().unwrap_or_default().to_owned()
        }
        Kind::Time if random.chance(70) => near(random, now),
        Kind::Time => random
            .pick(&["0", "1", MAX])
            .copied()
            .unwrap_or_default()
            .to_owned(),
        Kind::Word => {
            let word: Vec<u8> = (0..4).flat_map(|_| random.bits().to_be_bytes()).collect();
            hex::encode_prefixed(word)
        }
        Kind::Signature => signature(random, text),
    }
}

/// A signature in another form, or another signature.
fn signature(random: &mut Random, text: &str) -> String {
    let Ok(mut bytes) = hex::decode(text) else {
        return one_character(random, text);
    };
    match random.below(5) {
        0 => {
            let last = bytes.last_mut();
            if let Some(v) = last {
                *v ^= 7;
            }
        }
        1 => bytes.push(0),
        2 => {
            bytes.pop();
        }
        3 => {
            if let Some(v) = bytes.last_mut() {
                *v = v.wrapping_sub(27);
            }
        }
        _ => {
            let place = random.below(bytes.len());
            if let Some(byte) = bytes.get_mut(place) {
                *byte ^= 1 << random.below(8);
            }
        }
    }
    hex::encode_prefixed(bytes)
}

fn one_character(random: &mut Random, text: &str) -> String {
    let place = random.below(text.len());
    let digits: Vec<char> = "0123456789abcdefABCDEF".chars().collect();
    let digit = random.pick(&digits).copied().unwrap_or('0');
    let changed = |(at, c)| if at == place { digit } else { c };
    text.chars().enumerate().map(changed).collect()
}

/// Puts the payer's signature on what the payload states, if the payer's key is known.
pub(crate) fn sign(line: &mut Json, keys: &Keys) -> Option<()> {
    let case = Case {
        name: String::new(),
        line: line.to_string(),
        now: 0,
    };
    let terms = Terms::of(&case.offer().ok()??)?;
    let payment = Payment::read(line.pointer("/payload/payload")?)?;
    let key = keys.evm.get(&payment.payer())?;
    let digest = match &payment {
        Payment::Eip3009(transfer) => {
            signing_hash(&terms.domain().separator(), &transfer.struct_hash())
        }
        Payment::Permit2(permit) => {
            let domain = permit2::domain(terms.chain_id).separator();
            signing_hash(&domain, &permit.struct_hash())
        }
    };
    *line.pointer_mut("/payload/payload/signature")? = json!(key.sign(&digest).to_hex());
    Some(())
}

/// A state that is against the payment, and what it is about.
pub(super) fn state(random: &mut Random, line: &Json) -> (Json, &'static str) {
    let text = |place: &str| {
        let value = line.pointer(place).and_then(Json::as_str);
        value.unwrap_or_default().to_owned()
    };
    let asset = text("/requirements/asset").to_lowercase();
    let payments = [
        "/payload/payload/authorization",
        "/payload/payload/permit2Authorization",
    ];
    let signed = |member: &str| {
        let found = payments
            .iter()
            .map(|place| text(&format!("{place}/{member}")));
        found
            .reduce(|first, second| first + &second)
            .unwrap_or_default()
    };
    let (from, nonce) = (signed("from").to_lowercase(), signed("nonce"));
    let account = |state: Json| json!({ "accounts": { from.clone(): state } });
    let amount = random.below(20_001).to_string();
    // With a permit of EIP-2612 no allowance is needed; accepted.json has the vector.
    let permit = "/payload/extensions/eip2612GasSponsoring";
    let has_permit = line.pointer(permit).is_some();
    match random.below(4) {
        0 => (
            account(json!({ "code": "0x", "balances": { asset: amount } })),
            "balance",
        ),
        1 if !has_permit => (
            account(json!({ "code": "0x", "allowances": { asset: amount } })),
            "allowance",
        ),
        2 => (
            account(json!({ "code": "0x6001", "erc1271": random.chance(50) })),
            "code",
        ),
        _ => {
            let used = json!({ "token": asset, "from": from, "nonce": nonce });
            (json!({ "nonces_used": [used] }), "nonce")
        }
    }
}

const MAX: &str = "115792089237316195423570985008687907853269984665640564039457584007913129639935";
