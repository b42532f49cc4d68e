//! The machines against a model of Solana.

mod chain;
pub(crate) mod invariants;
mod mutants;
mod named;
mod node;
mod payment;
mod run;
mod search;
pub(crate) mod setup;
pub(crate) mod world;
