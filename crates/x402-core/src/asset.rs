//! The tokens that are known by name.
