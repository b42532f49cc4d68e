//! The lists of what may differ.
