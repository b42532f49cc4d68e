//! The role that checks.
