//! The messages of version 2.
