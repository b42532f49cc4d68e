//! The x402 roles as services: what moves bytes between the core and the world, and waits.
//!
//! What is here decides nothing: [`x402_core`] does. So far it has a facilitator: its connections to
//! nodes ([`chain`]), its accounts ([`signer`]), where its rows are kept ([`store`]), the facilitator
//! itself ([`facilitator`]) and its endpoints over HTTP ([`endpoints`]). [`probe`] asks a paid URL
//! what those see who have not paid.
//!
//! It needs Rust 1.89, as its packages do. The checks compile it with the newest Rust, and with
//! 1.89 only where rustup has that version: Debian, which they take old versions from, has 1.85.

#![allow(
    clippy::std_instead_of_alloc,
    clippy::std_instead_of_core,
    reason = "it runs where there is an operating system"
)]

pub mod chain;
mod check;
pub mod config;
pub mod endpoints;
pub mod facilitator;
mod probe;
mod serve;
pub mod signer;
pub mod store;

/// What a program needs beside this crate to run a service: what its records are written with,
/// and its runtime.
#[doc(no_inline)]
pub use {log, tokio};

pub use self::{
    check::{Finding, check},
    probe::{Authorities, AuthoritiesError, probe, probe_trusting},
    serve::serve,
};
