//! The role that pays.
