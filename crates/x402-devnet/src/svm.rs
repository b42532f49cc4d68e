//! Solana: `LiteSVM` with the token programs, in a process of its own.

mod lite;
mod service;
mod settle;
mod setup;

pub use self::{
    lite::LiteSvm,
    settle::{Keys, Sent, balance, co_sign, send, sign_all},
    setup::{Terms, World, set_up},
};
