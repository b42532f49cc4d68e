//! The file that `x402 facilitator init` writes.

/// A commented configuration, which [`Config::parse`](super::Config::parse) reads.
pub const TEMPLATE: &str = include_str!("template.toml");
