//! Payments that differ from accepted ones in one place, as a seed determines.

mod evm;
mod svm;

use std::collections::BTreeMap;

pub(crate) use self::evm::sign;

use serde_json::{Value as Json, json};
use x402_conformance::{Suite, schema::Curve};
use x402_core::{evm as core_evm, network::Family, svm as core_svm};

use crate::{Result, case::Case, error::Error, random::Random};

/// The test keys, by address.
#[derive(Debug, Default)]
pub struct Keys {
    /// Of accounts on EVM chains.
    pub evm: BTreeMap<core_evm::Address, core_evm::SigningKey>,
    /// Of accounts on Solana.
    pub svm: crate::svm::Keys,
    /// Of those accounts on Solana that pay fees.
    pub sponsors: crate::svm::Keys,
}

impl Keys {
    /// The keys of the vectors.
    ///
    /// # Errors
    ///
    /// A key is not one.
    pub fn of_suite(suite: &Suite) -> Result<Self> {
        let mut keys = Self::default();
        for key in &suite.keys.keys {
            match key.curve {
                Curve::Secp256k1 => {
                    let key = core_evm::SigningKey::from_hex(&key.secret)?;
                    keys.evm.insert(key.address(), key);
                }
                Curve::Ed25519 => {
                    let seed = alloy_primitives::hex::decode(&key.secret).ok();
                    let seed = seed.and_then(|seed| <[u8; 32]>::try_from(seed).ok());
                    let seed = seed.ok_or_else(|| Error::new("a seed of Solana has 32 bytes"))?;
                    // Captured payments have fee payers without a label.
                    let label = key.label.as_deref();
                    if label.is_none_or(|label| label.starts_with("svm-fee-payer")) {
                        let key = core_svm::SigningKey::from_seed(&seed);
                        keys.sponsors.insert(key.address(), key);
                    }
                    let key = core_svm::SigningKey::from_seed(&seed);
                    keys.svm.insert(key.address(), key);
                }
            }
        }
        Ok(keys)
    }
}

/// A mutation of one of these cases, with the vector's id, `#` and a number as its name.
///
/// # Errors
///
/// A case is not JSON.
pub fn mutate(
    random: &mut Random,
    bases: &[&Case],
    keys: &Keys,
    family: Family,
    number: usize,
) -> Result<Case> {
    let base = random
        .pick(bases)
        .ok_or_else(|| Error::new("nothing to mutate"))?;
    let mut line: Json = serde_json::from_str(&base.line)?;
    let mut now = base.now;
    let kind = match random.below(8) {
        0 => time(random, &mut now),
        1 => terms(random, &mut line, family),
        2 => member(random, &mut line),
        3 => state(random, &mut line, family),
        _ => match family {
            Family::Svm => svm::mutate(random, &mut line, keys),
            _ => evm::mutate(random, &mut line, keys),
        },
    };
    if let Some(members) = line.as_object_mut() {
        members.insert("now".to_owned(), now.into());
        // What the lenient policy accepts must settle, too.
        if random.chance(25) {
            members.insert("policy".to_owned(), json!("interop"));
        }
    }
    Ok(Case {
        name: format!("{}#{number} {kind}", base.name),
        line: line.to_string(),
        now,
    })
}

fn time(random: &mut Random, now: &mut u64) -> &'static str {
    let seconds = u64::try_from(random.below(241)).unwrap_or_default();
    *now = now.saturating_add(seconds).saturating_sub(120);
    "now"
}

/// The seller's terms change, and sometimes what the payer states to have accepted does, too.
fn terms(random: &mut Random, line: &mut Json, family: Family) -> &'static str {
    let (kind, value) = match random.below(4) {
        0 => ("amount", json!(random.below(20_001).to_string())),
        1 => ("payTo", json!(random.pick(others(family)))),
        2 => ("asset", json!(random.pick(others(family)))),
        _ => ("maxTimeoutSeconds", json!(random.below(120))),
    };
    let everywhere = random.chance(50);
    for place in ["/requirements", "/payload/accepted"] {
        if let Some(terms) = line.pointer_mut(place)
            && (everywhere || place == "/requirements")
        {
            let is_v1 = terms.get("maxAmountRequired").is_some();
            let name = if is_v1 && kind == "amount" {
                "maxAmountRequired"
            } else {
                kind
            };
            if let Some(member) = terms.get_mut(name) {
                *member = value.clone();
            }
        }
    }
    kind
}

/// A member of the payment goes, or becomes something else.
fn member(random: &mut Random, line: &mut Json) -> &'static str {
    let places = places(line.get("payload").unwrap_or(&Json::Null));
    let Some(place) = random.pick(&places) else {
        return "member";
    };
    let replacements = [Json::Null, json!(0), json!(""), json!("1"), json!({})];
    let value = random.pick(&replacements).cloned().unwrap_or_default();
    if let Some(found) = line.pointer_mut(&format!("/payload{place}")) {
        *found = value;
    }
    "member"
}

/// The chain's state is declared to be against the payment.
fn state(random: &mut Random, line: &mut Json, family: Family) -> &'static str {
    let text = |place: &str| {
        let value = line.pointer(place).and_then(Json::as_str);
        value.unwrap_or_default().to_owned()
    };
    let network = text("/requirements/network");
    let (state, kind) = match family {
        Family::Svm => (json!({"blockhash_valid": false}), "blockhash"),
        _ => evm::state(random, line),
    };
    // Version 1 names networks; the state is keyed as version 2 does.
    if network.contains(':')
        && let Some(line) = line.as_object_mut()
    {
        line.insert("state".to_owned(), json!({ network: state }));
    }
    kind
}

/// Addresses that are not the vectors' usual ones.
fn others(family: Family) -> &'static [&'static str] {
    match family {
        Family::Svm => &[
            "FYHa1m3YPsfm5U6HRDBMGf3HDAUEcwjTvF1BThBwChR8",
            "CZJUbiqU5WySMKiqDMS8EfZ8ritAu97jbmhRy3sMX8J",
            "CXk2AMBfi3TwaEL2468s6zP8xq9NxTXjp9gjMgzeUynM",
        ],
        _ => &[
            "0x13D61243BBE73C36eF15Dda70e06455b431A69f4",
            "0x036CbD53842c5426634e7929541eC2318f3dCF7e",
            "0x833589fCD6eDb6E08f4c7C32D4f71b54bdA02913",
        ],
    }
}

/// The pointer of every value inside.
fn places(json: &Json) -> Vec<String> {
    let mut found = Vec::new();
    let mut open = vec![(String::new(), json)];
    while let Some((place, json)) = open.pop() {
        if let Json::Object(members) = json {
            for (name, value) in members {
                let place = format!("{place}/{}", name.replace('~', "~0").replace('/', "~1"));
                found.push(place.clone());
                open.push((place, value));
            }
        }
    }
    found
}
