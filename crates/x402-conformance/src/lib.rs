//! The shared vectors.
