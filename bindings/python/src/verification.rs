//! The role that verifies for others: what a facilitator supports, and its check of a payment.

mod capabilities;
mod machine;

pub(crate) use self::{
    capabilities::{Capabilities, supported},
    machine::Verification,
};
