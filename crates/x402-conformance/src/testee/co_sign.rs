//! Transactions of Solana that lack their fee payer's signature: what it signs, and what it sends.

use serde::Deserialize;
use x402_core::{
    header::decode_base64,
    svm::{PartiallySignedTransaction, Signature},
};

use super::{Answer, read, transaction::hex};
use crate::schema::Step;

/// The request's own members: the transaction in base64, the signature in base58.
#[derive(Deserialize)]
struct Members {
    transaction: String,
    signature: Option<String>,
}

pub(super) fn answer(request: &str) -> Result<Answer, Answer> {
    let members: Members = read(request)?;
    let bytes = decode_base64(&members.transaction, MAX_BASE64)
        .map_err(|error| Answer::refused(error.to_string()))?;
    let transaction = PartiallySignedTransaction::parse(&bytes)
        .map_err(|error| Answer::refused(error.to_string()))?;
    let mut derived = vec![
        (Step::FeePayer, transaction.fee_payer().to_string()),
        (Step::Message, hex(transaction.message())),
        (Step::MessageHash, hex(&transaction.message_hash())),
    ];
    if let Some(signature) = &members.signature {
        let signature: Signature = signature
            .parse()
            .map_err(|error: x402_core::ValueError| Answer::refused(error.to_string()))?;
        let whole = transaction
            .with_signature(&signature)
            .map_err(|error| Answer::refused(error.to_string()))?;
        derived.push((Step::RawTransaction, hex(&whole)));
        derived.push((Step::Transaction, signature.to_string()));
    }
    Ok(Answer::derived(derived))
}

/// More than a transaction takes.
const MAX_BASE64: usize = 4096;
