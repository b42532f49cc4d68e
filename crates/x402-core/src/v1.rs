//! The messages of version 1.
