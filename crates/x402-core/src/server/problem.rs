//! Why an exchange ended without what was asked for.

use alloc::string::String;
use core::fmt;

use super::FacilitatorFailure;
use crate::{
    receipt::SettlementStatusKind,
    scheme::{ReceiptMismatch, Refusal},
    words::words,
};

/// Why an exchange ended without what was asked for.
#[derive(Clone, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub enum Problem {
    /// The request has no payment.
    Unpaid,
    /// The payment is malformed, breaks a rule, or cannot be decided here.
    Refused(Refusal),
    /// The payment has bought an answer before, or is buying one now.
    Replayed,
    /// The payment's id came before with another payment or request, or the first request with it
    /// has no response yet.
    PaymentIdInUse,
    /// The replay store could not answer whether the payment is new.
    ReplayStore,
    /// The store of responses could not answer whether the payment's id is new.
    ResponseStore,
    /// The facilitator calls the payment invalid, for this reason.
    Invalid(String),
    /// The call to the facilitator failed.
    Facilitator(FacilitatorFailure),
    /// The facilitator's answer is not about this payment.
    Mismatch(ReceiptMismatch),
    /// The facilitator reports a settlement, and the chain shows that it is false: what it shows.
    FalseSettlement(SettlementStatusKind),
    /// The facilitator reports that the settlement failed, for this reason.
    ///
    /// The money may have moved nevertheless, unless the key is released.
    NotSettled(String),
    /// The settlement's outcome is still unknown.
    Pending,
}

words! {
    /// The kinds of [`Problem`].
    #[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
    #[non_exhaustive]
    pub enum ProblemKind: "kind of problem" {
        /// The request has no payment.
        Unpaid = "unpaid",
        /// The payment is malformed, breaks a rule, or cannot be decided here.
        Refused = "refused",
        /// The payment has bought an answer before, or is buying one now.
        Replayed = "replayed",
        /// The payment's id is in use.
        PaymentIdInUse = "payment_id_in_use",
        /// The replay store cannot tell whether the payment is new.
        ReplayStore = "replay_store",
        /// The store of responses cannot tell whether the payment's id is new.
        ResponseStore = "response_store",
        /// The facilitator calls the payment invalid.
        Invalid = "invalid",
        /// The facilitator gave no answer that can be used.
        Facilitator = "facilitator",
        /// The facilitator's answer is not about this payment.
        Mismatch = "mismatch",
        /// The facilitator reports a settlement, and the chain shows that it is false.
        FalseSettlement = "false_settlement",
        /// The settlement failed.
        NotSettled = "not_settled",
        /// The settlement's outcome is still unknown.
        Pending = "pending",
    }
}

impl Problem {
    /// The problem without its details.
    #[must_use]
    pub fn kind(&self) -> ProblemKind {
        match self {
            Self::Unpaid => ProblemKind::Unpaid,
            Self::Refused(_) => ProblemKind::Refused,
            Self::Replayed => ProblemKind::Replayed,
            Self::PaymentIdInUse => ProblemKind::PaymentIdInUse,
            Self::ReplayStore => ProblemKind::ReplayStore,
            Self::ResponseStore => ProblemKind::ResponseStore,
            Self::Invalid(_) => ProblemKind::Invalid,
            Self::Facilitator(_) => ProblemKind::Facilitator,
            Self::Mismatch(_) => ProblemKind::Mismatch,
            Self::FalseSettlement(_) => ProblemKind::FalseSettlement,
            Self::NotSettled(_) => ProblemKind::NotSettled,
            Self::Pending => ProblemKind::Pending,
        }
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unpaid => f.write_str("the request has no payment"),
            Self::Refused(refusal) => refusal.fmt(f),
            Self::Replayed => f.write_str("the payment was used before"),
            Self::PaymentIdInUse => f.write_str(
                "the payment's id was used for another payment or request, or is being worked on",
            ),
            Self::ReplayStore => f.write_str("the replay store did not answer"),
            Self::ResponseStore => f.write_str("the store of responses did not answer"),
            Self::Invalid(reason) => {
                write!(f, "the facilitator calls the payment invalid: {reason}")
            }
            Self::Facilitator(failure) => failure.fmt(f),
            Self::Mismatch(mismatch) => mismatch.fmt(f),
            Self::FalseSettlement(shown) => write!(
                f,
                "the facilitator reports a settlement that the chain contradicts: {}",
                shown.text()
            ),
            Self::NotSettled(reason) => write!(
                f,
                "the facilitator reports that the settlement failed: {reason}"
            ),
            Self::Pending => f.write_str("the settlement's outcome is unknown"),
        }
    }
}

impl core::error::Error for Problem {
    fn source(&self) -> Option<&(dyn core::error::Error + 'static)> {
        match self {
            Self::Refused(refusal) => Some(refusal),
            Self::Facilitator(failure) => Some(failure),
            Self::Mismatch(mismatch) => Some(mismatch),
            _ => None,
        }
    }
}
