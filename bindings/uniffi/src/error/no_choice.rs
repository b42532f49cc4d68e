//! Why nothing on offer is paid.

use x402_core::client;

use super::{Refusal, display};
use crate::mirror::mirror;

/// Nothing on offer is paid.
#[derive(Clone, Debug, Eq, PartialEq, uniffi::Error)]
pub enum NoChoice {
    /// What the server asks for is no message.
    Malformed {
        /// Where and why.
        refusal: Refusal,
        /// All of it in one line.
        detail: String,
    },
    /// None of the ways to pay is acceptable.
    Refused {
        /// Each entry of `accepts`, and why it is not paid.
        refused: Vec<RefusedEntry>,
        /// All of it in one line.
        detail: String,
    },
}

display!(NoChoice: Malformed, Refused);

impl From<Refusal> for NoChoice {
    fn from(refusal: Refusal) -> Self {
        Self::Malformed {
            detail: refusal.to_string(),
            refusal,
        }
    }
}

impl From<&client::NoChoice> for NoChoice {
    fn from(error: &client::NoChoice) -> Self {
        Self::Refused {
            refused: error.refused().iter().map(Into::into).collect(),
            detail: error.to_string(),
        }
    }
}

/// One entry of `accepts` that is not paid, and why.
#[derive(Clone, Debug, Eq, PartialEq, uniffi::Record)]
pub struct RefusedEntry {
    /// Its place in `accepts`, counted from 0.
    pub index: u64,
    /// Why.
    pub reason: Reason,
    /// JSON pointer (RFC 6901) into the message, such as `/accepts/0/amount`.
    pub pointer: String,
    /// What would have been acceptable.
    pub expected: String,
    /// What was there instead.
    pub found: String,
    /// All of it in one line.
    pub detail: String,
}

impl From<&client::RefusedEntry> for RefusedEntry {
    fn from(entry: &client::RefusedEntry) -> Self {
        Self {
            index: u64::try_from(entry.index()).unwrap_or(u64::MAX),
            reason: entry.reason().into(),
            pointer: entry.pointer().to_owned(),
            expected: entry.expected().to_owned(),
            found: entry.found().to_owned(),
            detail: entry.to_string(),
        }
    }
}

mirror! {
    /// Why an entry of `accepts` is not paid.
    Reason = client::Reason;
    /// Nobody could pay it: the server's mistake.
    Offer,
    /// It names a payment flow that is not known.
    PaymentFlow,
    /// It needs another authentication beside the payment.
    Authentication,
    /// The wallet has no account on its network.
    Network,
    /// No account of the wallet signs what its transfer method needs.
    Method,
    /// It pays the payer.
    OwnAccount,
    /// Its network is not one to pay on.
    NetworkNotAllowed,
    /// Its token is neither known nor has a limit.
    UnknownAsset,
    /// Its token is not one to pay in.
    AssetNotAllowed,
    /// Its payee is not one to pay.
    PayeeNotAllowed,
    /// Its token has no maximum.
    NoLimit,
    /// It costs more than a single payment may.
    TooExpensive,
    /// It would be signed for too long a time.
    Timeout,
    /// It costs more than what is left of the budget.
    OverBudget,
    ; else
    /// A reason that this package has no name for.
    Other
}
