//! The native half of the Kotlin package `x402core` and the Swift module `X402Core`.
//!
//! It turns their values into the core's and back, and decides nothing. Which error a core's
//! becomes is said in `error` alone. Moments, big numbers and coroutines are the languages' own
//! halves, in `../kotlin` and `../swift`.
//!
//! Every call does a whole job: crossing the border from a JVM costs as much as a good part of a
//! signature check. So what an object knows comes in one record (`facts`, `summary`), amounts are
//! decimal digits, and JSON that nobody here interprets is text.
//!
//! | files | what |
//! |---|---|
//! | `error`, `json`, `mirror`, `value` | errors, JSON members, enums, leaf values |
//! | `network`, `asset`, `money` | values that cannot be invalid |
//! | `message`, `v1`, `header` | what is on the wire |
//! | `chain` | queries to nodes, and facts from their answers |
//! | `scheme` | offers, policies, declared states, rules |
//! | `verify`, `server`, `client`, `facilitator`, `receipt` | the roles: check, charge, pay, settle, prove |

#![allow(
    clippy::large_enum_variant,
    clippy::missing_errors_doc,
    clippy::must_use_candidate,
    clippy::needless_pass_by_value,
    clippy::result_large_err,
    reason = "the shapes of foreign calls: arguments are lifted, errors are types with fields"
)]

pub mod asset;
pub mod chain;
pub mod client;
pub mod error;
pub mod facilitator;
pub mod header;
pub mod json;
pub mod message;
mod mirror;
pub mod money;
pub mod network;
pub mod receipt;
pub mod scheme;
pub mod server;
pub mod v1;
pub mod value;
pub mod verify;

uniffi::setup_scaffolding!();

/// The version of the core that does the work.
#[uniffi::export]
pub fn core_version() -> String {
    env!("CARGO_PKG_VERSION").to_owned() // the whole workspace has one
}
