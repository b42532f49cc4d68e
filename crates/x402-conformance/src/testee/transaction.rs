//! Transactions of EVM chains with two fees: what is signed, and what is sent.

use std::fmt::Write as _;

use serde::Deserialize;
use x402_core::{
    ValueError,
    evm::{self, AccessListItem, Fees, Signature, SignatureForms},
};

use super::{Answer, read};
use crate::schema::Step;

/// The request's own members: numbers in decimal digits, bytes in hex.
#[derive(Deserialize)]
struct Fields {
    chain_id: String,
    nonce: String,
    max_fee_per_gas: String,
    max_priority_fee_per_gas: String,
    gas_limit: String,
    to: String,
    value: String,
    input: String,
    #[serde(default)]
    access_list: Vec<Entry>,
    signature: Option<String>,
}

/// An account, and slots of its storage.
#[derive(Deserialize)]
struct Entry {
    address: String,
    storage_keys: Vec<String>,
}

pub(super) fn answer(request: &str) -> Result<Answer, Answer> {
    let fields: Fields = read(request)?;
    let transaction = build(&fields)?;
    let hash = transaction.signing_hash();
    let mut derived = vec![(Step::SigningHash, hex(&hash))];
    if let Some(signature) = &fields.signature {
        let signature = unhex("signature", signature)?;
        let signature = Signature::parse(&signature, &SignatureForms::default())
            .map_err(|error| Answer::refused(error.to_string()))?;
        let signed = transaction.with_signature(signature);
        derived.push((Step::RawTransaction, hex(&signed.to_bytes())));
        derived.push((Step::Transaction, hex(&signed.hash())));
        if let Some(signer) = signed.signer() {
            derived.push((Step::Recovered, signer.to_string()));
        }
    }
    Ok(Answer::derived(derived))
}

fn build(fields: &Fields) -> Result<evm::Transaction, Answer> {
    let invalid = |error: ValueError| Answer::refused(error.to_string());
    let access_list = fields.access_list.iter().map(|item| {
        let keys = item.storage_keys.iter();
        let keys = keys.map(|key| {
            let key = unhex("storage key", key)?.try_into();
            key.map_err(|_| Answer::refused("storage key: expected 32 bytes"))
        });
        Ok(AccessListItem {
            address: item.address.parse().map_err(invalid)?,
            storage_keys: keys.collect::<Result<_, Answer>>()?,
        })
    });
    let fees = Fees::new(
        number("max fee per gas", &fields.max_fee_per_gas)?,
        number("max priority fee per gas", &fields.max_priority_fee_per_gas)?,
    );
    Ok(evm::Transaction {
        chain_id: number("chain id", &fields.chain_id)?,
        nonce: number("nonce", &fields.nonce)?,
        fees: fees.map_err(invalid)?,
        gas_limit: number("gas limit", &fields.gas_limit)?,
        to: fields.to.parse().map_err(invalid)?,
        value: fields.value.parse().map_err(invalid)?,
        input: unhex("input", &fields.input)?,
        access_list: access_list.collect::<Result<_, Answer>>()?,
    })
}

fn number<T: std::str::FromStr>(name: &str, text: &str) -> Result<T, Answer> {
    let digits = text.bytes().all(|byte| byte.is_ascii_digit());
    let number = text.parse().ok().filter(|_| digits);
    number.ok_or_else(|| Answer::refused(format!("{name}: expected a number, found {text}")))
}

/// Bytes as the protocol writes them.
pub(super) fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::from("0x"), |mut text, byte| {
        // Writing to a string does not fail.
        let _ = write!(text, "{byte:02x}");
        text
    })
}

/// Reads bytes as the protocol writes them.
pub(super) fn unhex(name: &str, text: &str) -> Result<Vec<u8>, Answer> {
    let is_hex = |digits: &&str| {
        digits.len() % 2 == 0 && digits.bytes().all(|digit| digit.is_ascii_hexdigit())
    };
    let digits = text.strip_prefix("0x").filter(is_hex);
    let bytes = digits.and_then(|digits| {
        let pairs = digits.as_bytes().chunks(2);
        let bytes = pairs.map(|pair| u8::from_str_radix(std::str::from_utf8(pair).ok()?, 16).ok());
        bytes.collect()
    });
    bytes.ok_or_else(|| Answer::refused(format!("{name}: expected bytes in hex")))
}
