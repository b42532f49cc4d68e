//! What a facilitator says about a settlement, held against what was verified.

use alloc::string::{String, ToString};
use core::fmt;

use super::claim::Claim;
use crate::{
    address::Address, message::SettleResponse, value_error::excerpt, version::X402Version,
};

/// What became of a settlement.
#[derive(Debug)]
pub(super) enum Outcome {
    /// The payment was made; the receipt is ready for the client.
    Settled(SettleResponse),
    /// It was not made. `certain` if nothing can have reached the chain.
    Failed { reason: String, certain: bool },
    /// It is not known yet.
    Pending,
    /// A success that cannot be this payment's.
    Doubtful(Doubt),
}

/// A facilitator's answer that does not fit the payment it is about.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Doubt {
    member: &'static str,
    expected: String,
    found: String,
}

impl Doubt {
    fn new(member: &'static str, expected: impl Into<String>, found: impl Into<String>) -> Self {
        Self {
            member,
            expected: expected.into(),
            found: found.into(),
        }
    }

    /// The answer's member that does not fit.
    #[must_use]
    pub fn member(&self) -> &'static str {
        self.member
    }

    /// What was verified.
    #[must_use]
    pub fn expected(&self) -> &str {
        &self.expected
    }

    /// What the facilitator says.
    #[must_use]
    pub fn found(&self) -> &str {
        &self.found
    }
}

impl fmt::Display for Doubt {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            member,
            expected,
            found,
        } = self;
        write!(
            f,
            "the facilitator's {member}: expected {expected}, found {found}"
        )
    }
}

impl core::error::Error for Doubt {}

/// Reads an answer to this claim's settlement.
pub(super) fn read(answer: SettleResponse, claim: &Claim) -> Outcome {
    if !answer.success {
        let reason = code(answer.error_reason.as_deref(), UNEXPECTED);
        if reason == SettleResponse::PENDING {
            return Outcome::Pending;
        }
        let certain = answer.transaction.is_empty() && !UNCERTAIN.contains(&reason);
        let reason = reason.to_string();
        return Outcome::Failed { reason, certain };
    }
    match doubt(&answer, claim) {
        Some(doubt) => Outcome::Doubtful(doubt),
        None => Outcome::Settled(receipt(answer, claim)),
    }
}

/// What in a success does not fit; a facilitator's word is not believed against our own eyes.
fn doubt(answer: &SettleResponse, claim: &Claim) -> Option<Doubt> {
    // Some facilitators answer version 1 in CAIP-2 all the same.
    let known = claim.version == X402Version::V1 && answer.network == claim.network.as_str();
    if answer.network != claim.network_text && !known {
        let found = excerpt(&answer.network);
        return Some(Doubt::new("network", &*claim.network_text, found));
    }
    if answer.transaction.is_empty() {
        return Some(Doubt::new("transaction", "a transaction", "none"));
    }
    if let Some(doubt) = payer_doubt(answer.payer.as_deref(), claim.accepted.payer()) {
        return Some(doubt);
    }
    let amount = answer.amount.filter(|amount| *amount != claim.amount);
    amount.map(|amount| Doubt::new("amount", claim.amount.to_string(), amount.to_string()))
}

/// A facilitator need not name the payer; if it does, it names the right one.
pub(super) fn payer_doubt(found: Option<&str>, payer: Address) -> Option<Doubt> {
    let found = found?;
    let same = payer.is_written(found);
    (!same).then(|| Doubt::new("payer", payer.to_string(), excerpt(found)))
}

/// The facilitator's answer as the buyer sees it: the protocol's members and no others.
fn receipt(answer: SettleResponse, claim: &Claim) -> SettleResponse {
    let mut receipt = SettleResponse::new(true, answer.transaction, claim.network_text.clone());
    receipt.payer = answer.payer;
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

const UNEXPECTED: &str = "unexpected_settle_error";

/// Failures after which the money may have moved all the same.
const UNCERTAIN: [&str; 4] = [
    "duplicate_settlement",
    "invalid_transaction_state",
    "post_settlement_transfer_not_confirmed",
    UNEXPECTED,
];

const MAX_CODE: usize = 128;
