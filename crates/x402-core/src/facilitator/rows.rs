//! The rows that a facilitator's store keeps: all that a settlement needs to go on after a crash.
//!
//! | row | key | what |
//! |---|---|---|
//! | [`SettlementRow`] | [`SettlementKey`] | one payment and phase: what must be proven, and what has been |
//! | [`TransactionRow`] | [`TransactionKey`] | one place in the chain: on EVM chains a nonce, on Solana a message |
//! | [`AttemptRow`] | transaction and number | one set of signed bytes, which is one hash |
//! | [`LaneRow`] | [`LaneKey`] | the nonces of one signer on one network |
//! | [`SpendRow`] | [`SpendKey`] | the gas of one account on one day |
//!
//! A row is also a JSON object, `format` first. Members that this version does not know are kept,
//! and so is a newer format's number: two versions share a database.

mod attempt;
mod key;
mod lane;
mod settlement;
mod spend;
mod state;
mod transaction;
mod wire;

pub use self::{
    attempt::AttemptRow,
    key::{LaneKey, Phase, SettlementKey, SpendKey, SpendScope, TransactionKey},
    lane::{FreeNonce, LaneRow},
    settlement::{SettlementCall, SettlementProof, SettlementRow},
    spend::SpendRow,
    state::{SettlementState, TransactionKind, TransactionState},
    transaction::{TransactionBlock, TransactionFees, TransactionLifetime, TransactionRow},
};

/// The format of the rows that this version makes.
pub const ROW_FORMAT: u64 = 1;
