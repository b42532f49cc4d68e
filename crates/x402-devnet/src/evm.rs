//! EVM chains: Anvil with Circle's token, Permit2, and stand-ins for the proxy and Multicall3.

mod anvil;
mod contracts;
mod payment;
mod settle;
mod setup;
mod storage;

pub use self::{
    anvil::Anvil,
    contracts::{Contracts, MULTICALL3, Token},
    payment::{Payment, allowance},
    settle::{Chain, Sent, sign},
    setup::Terms,
};
