//! Mutations of a transaction of Solana.

use base64::{Engine as _, prelude::BASE64_STANDARD};
use serde_json::{Value as Json, json};
use x402_core::svm::Transaction;

use super::Keys;
use crate::{random::Random, svm::sign_all};

pub(super) fn mutate(random: &mut Random, line: &mut Json, keys: &Keys) -> &'static str {
    let Some(text) = line.pointer_mut("/payload/payload/transaction") else {
        return "nothing";
    };
    let bytes = text
        .as_str()
        .and_then(|text| BASE64_STANDARD.decode(text).ok());
    let Some(mut bytes) = bytes else {
        return "nothing";
    };
    let kind = change(random, &mut bytes, keys);
    if kind != "signature"
        && random.chance(75)
        && let Ok(transaction) = Transaction::parse(&bytes)
        && let Some(signed) = sign_all(&transaction, &keys.svm)
    {
        bytes = signed;
    }
    *text = json!(BASE64_STANDARD.encode(bytes));
    kind
}

fn change(random: &mut Random, bytes: &mut [u8], keys: &Keys) -> &'static str {
    let Ok(transaction) = Transaction::parse(bytes) else {
        return "nothing";
    };
    let message = bytes.len() - transaction.message().len();
    // Before the keys: the version, the header and the number of keys.
    let first_key = message
        + if transaction.message().first() >= Some(&0x80) {
            5
        } else {
            4
        };
    let count = transaction.account_count();
    let instructions = first_key + 32 * (count + 1);
    let (first, end, kind) = match random.below(10) {
        0 => (1, message, "signature"),
        1 => (message, first_key, "header"),
        2..=4 => {
            let mut others: Vec<[u8; 32]> = keys.svm.keys().map(|key| *key.as_bytes()).collect();
            others.extend(transaction.account_keys().map(|key| *key.as_bytes()));
            let place = first_key + 32 * random.below(count);
            let other = random.pick(&others).copied().unwrap_or_default();
            for (to, from) in bytes.iter_mut().skip(place).zip(other) {
                *to = from;
            }
            return "key";
        }
        _ => (instructions, bytes.len(), "instruction"),
    };
    let place = first + random.below(end.saturating_sub(first));
    if let Some(byte) = bytes.get_mut(place) {
        *byte = match random.below(3) {
            0 => byte.wrapping_add(1),
            1 => byte.wrapping_sub(1),
            _ => *byte ^ (1 << random.below(8)),
        };
    }
    kind
}
