//! Compares a facilitator's settlement response with what was verified.

use alloc::string::{String, ToString};

use super::claim::Claim;
use crate::{
    message::SettleResponse,
    scheme::{
        is_certain_failure,
        receipt_mismatch::{ExpectedReceipt, ReceiptMismatch, ReceiptReader},
    },
};

/// What became of a settlement.
#[derive(Debug)]
pub(super) enum Outcome {
    /// The payment was made; the receipt is ready for the client.
    Settled(SettleResponse),
    /// It was not made, so the facilitator reports; `certain` if nothing can have reached the chain.
    Failed { reason: String, certain: bool },
    /// It is not known yet.
    Pending,
    /// A success that cannot be this payment's.
    Mismatch(ReceiptMismatch),
}

/// Reads an answer to this claim's settlement.
pub(super) fn read(answer: SettleResponse, claim: &Claim) -> Outcome {
    if !answer.success {
        let reason = code(answer.error_reason.as_deref(), SettleResponse::UNEXPECTED);
        if reason == SettleResponse::PENDING {
            return Outcome::Pending;
        }
        let certain = is_certain_failure(&answer, claim.is_first_call());
        let reason = reason.to_string();
        return Outcome::Failed { reason, certain };
    }
    match mismatch(&answer, claim) {
        Some(mismatch) => Outcome::Mismatch(mismatch),
        None => Outcome::Settled(receipt(answer, claim)),
    }
}

/// The first member of a success that does not fit: the facilitator's word is not enough.
fn mismatch(answer: &SettleResponse, claim: &Claim) -> Option<ReceiptMismatch> {
    let expected = ExpectedReceipt {
        network: &claim.network,
        network_text: &claim.network_text,
        payer: claim.accepted.payer(),
        amount: claim.amount,
        reader: ReceiptReader::Server(claim.version),
    };
    expected
        .network(answer)
        .or_else(|| expected.transaction(answer))
        .or_else(|| expected.payer(answer))
        .or_else(|| expected.amount(answer))
}

/// The facilitator's answer as the buyer sees it: the protocol's members and no others.
fn receipt(answer: SettleResponse, claim: &Claim) -> SettleResponse {
    let mut receipt = SettleResponse::new(true, answer.transaction, claim.network_text.clone());
    receipt.payer = answer.payer.filter(|payer| !payer.is_empty());
    receipt.amount = answer.amount;
    receipt.extensions = answer.extensions;
    receipt.extra = answer.extra;
    receipt
}

/// A failure as the buyer sees it.
pub(super) fn failure(reason: &str, claim: &Claim) -> SettleResponse {
    let network = claim.network_text.clone();
    let mut failure = SettleResponse::new(false, String::new(), network);
    failure.error_reason = Some(reason.into());
    failure
}

/// A facilitator's reason if it is one that fits into a header, else `otherwise`.
pub(super) fn code<'a>(reason: Option<&'a str>, otherwise: &'a str) -> &'a str {
    reason
        .filter(|reason| matches!(reason.len(), 1..=MAX_CODE))
        .filter(|reason| reason.bytes().all(|byte| matches!(byte, b' '..=b'~')))
        .unwrap_or(otherwise)
}

const MAX_CODE: usize = 128;
