//! The payment schemes and their rules.
//!
//! Each scheme's rules are one straight function over a judge. [`verify`](crate::verify::verify)
//! reads it up to the first failure, [`examine`](crate::verify::examine) reads all of it.

pub(crate) mod accepted;
pub(crate) mod chain;
mod context;
pub(crate) mod echo;
pub(crate) mod evidence;
pub(crate) mod evm;
pub(crate) mod exact;
pub(crate) mod extra;
mod fault;
pub(crate) mod finding;
pub(crate) mod inputs;
pub(crate) mod judge;
pub(crate) mod mechanism;
mod member;
pub(crate) mod offer;
mod parse;
mod payment;
mod policy;
pub(crate) mod receipt_mismatch;
mod rejection;
mod rule;
pub(crate) mod svm;
pub(crate) mod terms;
pub(crate) mod unsigned;

pub use chain::{ChainFacts, Question, Questions};
pub use context::Context;
pub use evidence::PayerSignature;
pub use offer::{Offer, OfferError};
pub use payment::Payment;
pub use policy::Policy;
pub use receipt_mismatch::ReceiptMismatch;
pub use rejection::{Refusal, Rejection, Undecided};
pub use rule::{Mechanism, Rule};

/// The rules that a payment of this offer must satisfy, in the order in which they are applied.
pub fn rules(offer: &Offer) -> impl Iterator<Item = &'static Rule> {
    mechanism::rules(offer)
}

/// The rules of every method and both versions, each once.
pub fn all_rules() -> impl Iterator<Item = &'static Rule> {
    mechanism::all_rules().chain(echo::RULES.iter().copied())
}

/// Every rule with this abstract code, such as `amount.mismatch`, for every method.
pub fn explain(code: &str) -> impl Iterator<Item = &'static Rule> {
    all_rules().filter(move |rule| rule.code == code)
}
