//! The `x402` command.

fn main() {}
