//! Reports in every format.

#![allow(clippy::expect_used, clippy::unwrap_used, reason = "tests")]

mod jsonl;
