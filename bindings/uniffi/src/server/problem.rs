//! Why an exchange ended without what was asked for.

use x402_core::server;

use super::FacilitatorFailure;
use crate::{error::Refusal, scheme::ReceiptMismatch};

/// Why an exchange ended without what was asked for, for the seller's log.
#[derive(Clone, Debug, Eq, PartialEq, uniffi::Enum)]
pub enum Problem {
    /// The request has no payment.
    Unpaid,
    /// The payment is malformed, breaks a rule, or cannot be decided here.
    Refused {
        /// Which, and where.
        refusal: Refusal,
    },
    /// The payment has bought an answer before, or is buying one now.
    Replayed,
    /// The replay store could not answer whether the payment is new.
    ReplayStore,
    /// The payment's id came before with another payment or request, or its first request is not
    /// answered yet.
    PaymentIdInUse,
    /// The store of responses could not answer.
    ResponseStore,
    /// The facilitator calls the payment invalid.
    Invalid {
        /// Its reason.
        reason: String,
    },
    /// The call to the facilitator failed.
    Facilitator {
        /// What it did instead.
        failure: FacilitatorFailure,
    },
    /// The facilitator's answer is not about this payment.
    Mismatch {
        /// The member that does not fit.
        mismatch: ReceiptMismatch,
    },
    /// The settlement failed.
    NotSettled {
        /// The facilitator's reason.
        reason: String,
    },
    /// The settlement's outcome is still unknown.
    Pending,
    /// A problem that this package has no name for.
    Other,
}

impl From<&server::Problem> for Problem {
    fn from(problem: &server::Problem) -> Self {
        match problem {
            server::Problem::Unpaid => Self::Unpaid,
            server::Problem::Refused(refusal) => Self::Refused {
                refusal: refusal.into(),
            },
            server::Problem::Replayed => Self::Replayed,
            server::Problem::ReplayStore => Self::ReplayStore,
            server::Problem::PaymentIdInUse => Self::PaymentIdInUse,
            server::Problem::ResponseStore => Self::ResponseStore,
            server::Problem::Invalid(reason) => Self::Invalid {
                reason: reason.clone(),
            },
            server::Problem::Facilitator(failure) => Self::Facilitator {
                failure: (*failure).into(),
            },
            server::Problem::Mismatch(mismatch) => Self::Mismatch {
                mismatch: mismatch.into(),
            },
            server::Problem::NotSettled(reason) => Self::NotSettled {
                reason: reason.clone(),
            },
            server::Problem::Pending => Self::Pending,
            _ => Self::Other,
        }
    }
}
