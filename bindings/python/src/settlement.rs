//! The role that settles for others: one request, one transaction, and the rows of both.

mod broadcast;
mod machine;
mod reconciliation;
mod rows;
mod sponsorship;

pub(crate) use self::{
    broadcast::{Broadcast, SendTransaction, SignMessage, SignTransaction, Wait},
    machine::{FollowTransaction, Settlement, SettlementAnswer},
    reconciliation::{Reconciliation, settlement_networks},
    rows::{LoadRows, PutRows, transactions},
    sponsorship::Sponsorship,
};
