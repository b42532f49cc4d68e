//! The payment schemes and their rules.
