//! The role that settles for others: what it supports, and its check of a payment.
//!
//! Everything here is offline and pure. A host moves the bytes: it reads a request, asks its
//! nodes, and sends the answer.

mod capabilities;
mod response;
mod stage;
mod step;
mod verification;

pub use capabilities::{Capabilities, supported};
pub use stage::{VerificationOutOfTurn, VerificationStage};
pub use step::{VerificationEvent, VerificationStep};
pub use verification::Verification;
