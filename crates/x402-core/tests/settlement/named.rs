//! The named failures, each with the answer that is expected.
