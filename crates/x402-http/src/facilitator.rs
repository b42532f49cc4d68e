//! A facilitator: it verifies payments, settles them, and goes on with what is in its store.
//!
//! The machines of [`x402_core::facilitator`] decide. This drives them: it asks nodes and the
//! store, signs, sends, waits and answers.
//!
//! A process may be killed at any time. What it has reserved, signed or sent is in the store, and
//! another process with the same store and the same keys goes on with it, or this one after a
//! restart.

mod clock;
mod driver;
mod driving;
mod follow;
mod health;
mod metrics;
mod service;
mod settings;
mod verifying;
mod world;

pub(crate) use self::health::{balance_query, head_query, lowest_balance};
pub use self::{
    clock::{Clock, SystemClock},
    health::{AccountHealth, FacilitatorHealth, NetworkHealth},
    metrics::{METRICS, Metrics},
    service::Facilitator,
    settings::{FacilitatorNetwork, FacilitatorSettings},
};
