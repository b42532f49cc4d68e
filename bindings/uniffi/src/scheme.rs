//! Offers, policies, chain facts, rules.

mod chain;
mod context;
mod names;
mod offer;
mod policy;
mod receipt_mismatch;
mod rejection;
mod rule;

pub(crate) use self::context::context_at;
pub use self::{
    chain::DeclaredState,
    context::Context,
    names::Mechanism,
    offer::{Offer, OfferTerms},
    policy::Policy,
    receipt_mismatch::ReceiptMismatch,
    rejection::Rejection,
    rule::Rule,
};
