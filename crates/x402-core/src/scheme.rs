//! The payment schemes and their rules.
//!
//! Each scheme's rules are one straight function over a judge. [`verify`](crate::verify::verify)
//! reads it up to the first failure, [`examine`](crate::verify::examine) reads all of it.

pub(crate) mod accepted;
pub(crate) mod chain;
mod context;
pub(crate) mod evidence;
pub(crate) mod evm;
pub(crate) mod exact;
pub(crate) mod expected_transfer;
pub(crate) mod extra;
pub(crate) mod fault;
pub(crate) mod finding;
pub(crate) mod funding;
pub(crate) mod inputs;
pub(crate) mod judge;
pub(crate) mod mechanism;
pub(crate) mod member;
pub(crate) mod movement;
pub(crate) mod offer;
mod parse;
pub(crate) mod payer_signature;
mod payment;
mod policy;
pub(crate) mod proven_signature;
pub(crate) mod receipt_mismatch;
mod rejection;
mod rule;
mod settle_reason;
#[cfg(feature = "facilitator")]
pub(crate) mod stored;
pub(crate) mod svm;
pub(crate) mod terms;
pub(crate) mod unsigned;
pub(crate) mod use_status;

pub use context::Context;
pub use expected_transfer::ExpectedTransfer;
pub use movement::{Movement, MovementKind};
pub use offer::{Offer, OfferError};
pub use payer_signature::PayerSignature;
pub use payment::Payment;
pub use policy::Policy;
pub use receipt_mismatch::ReceiptMismatch;
pub use rejection::{Refusal, Rejection, Undecided};
pub use rule::{Mechanism, Rule};
pub use settle_reason::{ReasonClass, can_report_failure, is_certain_failure, settle_reasons};
pub use use_status::UseStatus;
