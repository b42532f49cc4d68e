//! The role that settles for others: what it supports, and its check of a payment.

mod capabilities;
mod step;
mod verification;

pub use self::{
    capabilities::{Capabilities, supported},
    step::VerificationStep,
    verification::Verification,
};
