//! The stores under their contract, `contract/`, and each where only it can fail.

#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::print_stdout,
    clippy::unwrap_used,
    reason = "a test fails by panicking, in its helpers too"
)]
#![allow(
    clippy::std_instead_of_alloc,
    clippy::std_instead_of_core,
    reason = "it runs where there is an operating system"
)]

mod contract;
mod folder;
mod listing;
mod memory;
mod postgres;
mod sqlite;
mod upgrade;
