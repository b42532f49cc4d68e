//! The x402 roles as services: what moves bytes between the core and the world, and waits.
//!
//! What is here decides nothing: [`x402_core`] does. So far it has the connections to a
//! chain's nodes, [`chain`], the accounts of a facilitator, [`signer`], and its
//! stores, [`store`].
//!
//! It needs Rust 1.89, as its packages do. The checks compile it with the newest Rust, and with
//! 1.89 only where rustup has that version: Debian, which they take old versions from, has 1.85.

#![allow(
    clippy::std_instead_of_alloc,
    clippy::std_instead_of_core,
    reason = "it runs where there is an operating system"
)]

pub mod chain;
pub mod signer;
pub mod store;
