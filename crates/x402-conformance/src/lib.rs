//! The conformance vectors of x402 and the protocol for testing an implementation against them.
//!
//! [`Suite::load`] reads `spec-vectors/` and believes nothing: every digest, count and id is
//! compared. [`runner::run`] asks a testee for each vector's verdict, in this process or in
//! [another](process::Process). [`testee::serve`] is the reference implementation's own testee.

#![allow(
    clippy::std_instead_of_alloc,
    clippy::std_instead_of_core,
    reason = "this crate reads files and always has std"
)]

pub mod assessment;
pub mod diff;
pub mod expected;
pub mod loader;
pub mod process;
pub mod publish;
pub mod report;
pub mod results;
pub mod runner;
pub mod schema;
pub mod testee;

pub use loader::{LoadError, Suite};
