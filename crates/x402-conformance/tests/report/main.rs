//! Reports in every format.

#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::std_instead_of_alloc,
    clippy::unwrap_used,
    reason = "tests"
)]

mod agree;
mod fixture;
mod hostile;
mod jsonl;
mod published;
mod refused;
