//! The role that pays: from a 402 to a signed payment header.

mod assemble;
mod budget;
mod choice;
mod ledger;
mod refused_entry;
mod session;
mod signed_payment;
mod signing_key;
mod spending;
mod wallet;

use pyo3::prelude::*;
use x402_core::client;

pub(crate) use self::{
    budget::{Budget, Cost},
    choice::{Choice, SigningRequest},
    ledger::{Ledger, Outlay},
    refused_entry::RefusedEntry,
    session::{
        Blocked, Done, Failed, Follow, Pay, Receipt, Session, Unconfirmed, Unknown, Unpayable,
        Unreadable,
    },
    signed_payment::SignedPayment,
    signing_key::{EvmSigningKey, SvmSigningKey},
    spending::Spending,
    wallet::{Account, Wallet},
};
use crate::either::either_version;

either_version! {
    /// A `PaymentRequired` of either version.
    AnyPaymentRequired, PaymentRequired
}

/// Chooses the way to pay: the first entry of `accepts` that the wallet can and the policy allows.
#[pyfunction]
#[pyo3(signature = (required, wallet, spending=None))]
pub(crate) fn select(
    required: AnyPaymentRequired<'_>,
    wallet: &Bound<'_, Wallet>,
    spending: Option<&Bound<'_, Spending>>,
) -> PyResult<Choice> {
    let wallet = &wallet.get().0;
    let usual = client::Spending::default();
    let spending = spending.map_or(&usual, |spending| &spending.get().0);
    let choice = match &required {
        AnyPaymentRequired::V1(required) => client::select(&required.get().0, wallet, spending),
        AnyPaymentRequired::V2(required) => client::select(&required.get().0, wallet, spending),
    };
    choice
        .map(Choice)
        .map_err(|no_choice| refused_entry::no_choice(&no_choice))
}
