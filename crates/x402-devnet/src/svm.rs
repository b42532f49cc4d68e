//! Solana: `LiteSVM` with the token programs, in a process of its own.

mod lite;
mod settle;
mod setup;

pub use self::{
    lite::LiteSvm,
    settle::{Keys, Sent, co_sign, send},
    setup::{Terms, set_up},
};
