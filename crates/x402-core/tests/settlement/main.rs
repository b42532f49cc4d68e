//! A facilitator's machines against a model of a chain, a store, nodes that lie and payers.
//!
//! `search` runs every interleaving of two replicas within a budget of faults, breadth first, and
//! checks the invariants in every state. The short run is a test like all others. The long one
//! goes on to more than a million states and prints how many it found:
//!
//! ```text
//! X402_SEARCH_STATES=150000 X402_SETTLE_EVERY=50 cargo test --release -p x402-core \
//!     --features facilitator,signing --test settlement search_holds -- --nocapture
//! ```
//!
//! `X402_SEARCH_STATES` is the bound of each setup, and of the ends that a search
//! reaches one in `X402_SETTLE_EVERY` is let go on without faults until every payment is answered.
//!
//! `random` takes longer walks with more faults, by seeds.
//!
//! `mutants` breaks the machines one way each, and every break must violate an invariant.

#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::print_stdout,
    clippy::too_many_lines,
    clippy::unreachable,
    clippy::unwrap_used,
    clippy::std_instead_of_alloc,
    clippy::std_instead_of_core,
    clippy::disallowed_methods,
    reason = "a test fails by panicking, and has std"
)]

mod batches;
#[path = "../double/mod.rs"]
#[allow(
    dead_code,
    clippy::expect_used,
    reason = "it is shared with `x402-devnet double`, which uses the rest"
)]
mod double;
mod explore;
mod faults;
mod invariants;
mod limits;
mod mechanisms;
mod mutants;
mod named;
mod node;
mod payer;
mod payment;
mod random;
mod reconcile;
mod replica;
mod run;
mod search;
mod setup;
mod solana;
mod store;
mod trips;
mod world;
