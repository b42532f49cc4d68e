//! The role that charges.
