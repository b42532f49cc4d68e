//! What to do next in a session.

use std::sync::Arc;

use x402_core::client;

use super::Choice;
use crate::{
    error::{Refusal, RefusedEntry},
    message::{AnyPaymentRequired, SettleResponse},
    mirror::mirror,
    scheme::ReceiptMismatch,
};

/// What an answer means, and what to do next.
#[derive(Debug, uniffi::Enum)]
pub enum SessionStep {
    /// Nothing is to be paid: the answer, whatever it is, is the caller's.
    Done,
    /// Follow this redirect; a payment goes along.
    Follow {
        /// Where to.
        location: String,
    },
    /// The server asks for payment and this is what to pay: sign it, then `pay`.
    Pay {
        /// What to pay.
        choice: Arc<Choice>,
    },
    /// The server asks for payment in no way that is acceptable.
    Unpayable {
        /// Each entry of `accepts`, and why it is not paid.
        refused: Vec<RefusedEntry>,
        /// All of it in one line.
        detail: String,
    },
    /// A 402 that is not of this protocol, or malformed.
    Unreadable {
        /// What is malformed.
        error: Refusal,
    },
    /// A redirect that must not be followed. A payment that was sent may have been settled: the
    /// state says whether it may be sent again.
    Blocked {
        /// Why.
        reason: Blocked,
        /// In words.
        detail: String,
    },
    /// The payment was settled, so the server says.
    Receipt {
        /// The answer's status.
        status: u16,
        /// The receipt as it came.
        response: SettleResponse,
        /// Where it does not fit the payment; empty for a good receipt.
        mismatches: Vec<ReceiptMismatch>,
    },
    /// The server gave an answer without a receipt, such as an application's own 404 or 500: the
    /// answer is the caller's, and whether it was paid is unknown.
    Unconfirmed {
        /// The answer's status.
        status: u16,
        /// What is wrong with the receipt, if there is one.
        error: Option<Refusal>,
    },
    /// The payment was refused.
    Failed {
        /// The answer's status.
        status: u16,
        /// Why, in the server's words.
        reason: Option<String>,
        /// Whether money may have moved nevertheless.
        settled: SettlementClaim,
        /// What the server asks for now.
        required: Option<AnyPaymentRequired>,
        /// The receipt of the failed settlement.
        receipt: Option<SettleResponse>,
    },
    /// What became of the payment is unknown, or not yet decided: `resend` it, or leave it. Never
    /// sign another for this request.
    Unknown {
        /// The answer's status, if there was an answer.
        status: Option<u16>,
        /// The receipt of a settlement that is still pending.
        receipt: Option<SettleResponse>,
        /// What is wrong with the receipt, if it could not be read.
        error: Option<Refusal>,
        /// After how many seconds the server wants to be asked again: its `Retry-After`.
        retry_after: Option<u64>,
    },
}

mirror! {
    /// Whether a refused payment was settled.
    SettlementClaim = client::SettlementClaim;
    /// The server states clearly that it was not: another payment may be made, by another session.
    No,
    /// It is unknown: until the payment expires, another one may be a second one.
    Unknown,
}

/// Why a redirect must not be followed, or a server must not be paid.
#[derive(Clone, Copy, Debug, Eq, PartialEq, uniffi::Enum)]
pub enum Blocked {
    /// The payment would go to somebody who did not ask for it.
    CrossOrigin,
    /// The server that asks for payment is another than the caller named.
    OtherServer,
    /// The server asks for payment over plain `http`, elsewhere than on this machine.
    PlainHttp,
    /// The connection would no longer be encrypted.
    Downgrade,
    /// The location is none, or not one that every reader agrees on.
    Location,
    /// There were too many before it.
    TooMany,
}

impl From<client::SessionStep> for SessionStep {
    fn from(step: client::SessionStep) -> Self {
        match step {
            client::SessionStep::Done => Self::Done,
            client::SessionStep::Follow(location) => Self::Follow { location },
            client::SessionStep::Pay(choice) => Self::Pay {
                choice: Arc::new(Choice(*choice)),
            },
            client::SessionStep::Unpayable(error) => Self::Unpayable {
                refused: error.refused().iter().map(Into::into).collect(),
                detail: error.to_string(),
            },
            client::SessionStep::Unreadable(error) => Self::Unreadable {
                error: error.into(),
            },
            client::SessionStep::Blocked(blocked) => Self::Blocked {
                reason: (&blocked).into(),
                detail: blocked.to_string(),
            },
            client::SessionStep::Receipt(receipt) => Self::Receipt {
                status: receipt.status,
                response: (&receipt.response).into(),
                mismatches: receipt.mismatches.iter().map(Into::into).collect(),
            },
            client::SessionStep::Unconfirmed { status, error } => Self::Unconfirmed {
                status,
                error: error.map(Into::into),
            },
            client::SessionStep::Failed(failure) => Self::Failed {
                status: failure.status,
                reason: failure.reason().map(str::to_owned),
                settled: failure.settled.into(),
                required: failure.required.as_ref().map(Into::into),
                receipt: failure.receipt.as_ref().map(Into::into),
            },
            client::SessionStep::Unknown(unresolved) => Self::Unknown {
                status: unresolved.status,
                receipt: unresolved.receipt.as_ref().map(Into::into),
                error: unresolved.error.map(Into::into),
                retry_after: unresolved.retry_after,
            },
        }
    }
}

impl From<&client::Blocked> for Blocked {
    fn from(blocked: &client::Blocked) -> Self {
        match blocked {
            client::Blocked::CrossOrigin { .. } => Self::CrossOrigin,
            client::Blocked::OtherServer { .. } => Self::OtherServer,
            client::Blocked::PlainHttp { .. } => Self::PlainHttp,
            client::Blocked::Downgrade { .. } => Self::Downgrade,
            client::Blocked::TooMany => Self::TooMany,
            _ => Self::Location,
        }
    }
}
