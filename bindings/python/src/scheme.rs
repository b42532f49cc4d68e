//! The payment schemes and their rules.

mod chain;
mod context;
mod expected_transfer;
mod finding;
mod offer;
mod payment;
mod policy;
mod receipt_mismatch;
mod rejection;
mod rule;

pub(crate) use self::{
    chain::DeclaredState,
    context::{AnyChain, Terms},
    expected_transfer::ExpectedTransfer,
    finding::{Finding, Note},
    offer::{Offer, offers},
    payment::{AnyPayment, HeaderOrPayment},
    policy::Policy,
    receipt_mismatch::ReceiptMismatch,
    rejection::Rejection,
    rule::{Rule, all_rules, explain, rules},
};
