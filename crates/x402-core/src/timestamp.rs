//! Points in time.
