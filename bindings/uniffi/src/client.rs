//! The role that pays: from a 402 to a signed payment.

mod account;
mod budget;
mod choice;
mod inputs;
mod ledger;
mod session;
mod session_step;
mod signed_payment;
mod signing_key;
mod signing_request;
mod spending;

pub use self::{
    account::{Account, Wallet},
    budget::{Budget, Cost},
    choice::{Choice, ChoiceSummary, select},
    inputs::Inputs,
    ledger::{Ledger, Outlay},
    session::{Session, SessionFacts, SpendStatus},
    session_step::{Blocked, SessionStep, SettlementClaim},
    signed_payment::{SignedPayment, SignedPaymentFacts},
    signing_key::{EvmSigningKey, SvmSigningKey},
    signing_request::{SigningRequest, SigningRequestFacts, ToSign},
    spending::{AssetLimit, AssetName, NetworkKind, Spending},
};
