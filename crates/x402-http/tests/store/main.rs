//! The stores under their contract, `contract/`, and each where only it can fail.

#![allow(
    clippy::std_instead_of_alloc,
    clippy::std_instead_of_core,
    reason = "it runs where there is an operating system"
)]

mod contract;
mod folder;
mod memory;
mod postgres;
mod sqlite;
mod upgrade;
