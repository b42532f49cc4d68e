//! The double of an EVM chain: a value with blocks, a pool, reorganisations and known contracts,
//! and nodes that answer from it, also falsely.
//!
//! The search over a facilitator's machines runs it within one process, and `x402-devnet double`
//! serves it over JSON-RPC to the hosts. It has no clock and no randomness: what happens, its user
//! decides. It checks no signature of an account; test chains with the real token do.

pub(crate) mod abi;
pub(crate) mod chain;
pub(crate) mod contracts;
pub(crate) mod node;
pub(crate) mod state;
