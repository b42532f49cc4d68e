//! What shows whether an account can pay an offer, before anything is signed.

use alloc::{vec, vec::Vec};

use super::chain::{Known, distinct};
use crate::{
    amount::Amount,
    chain::{Query, Value},
    svm::{Address, TokenAccount},
};

/// A thing that a payment needs of the chain.
pub(crate) struct Need {
    /// The queries of which one must have an answer that satisfies.
    any_of: Vec<Query>,
    wanted: Wanted,
}

#[derive(Clone, Copy)]
enum Wanted {
    /// At least this amount: of a balance, of an allowance.
    Amount(Amount),
    /// A token account of this mint that is not frozen, with at least this amount in it.
    Account(Address, Amount),
}

impl Need {
    /// A query whose answer must be at least an amount.
    pub(crate) fn amount(query: impl Into<Query>, amount: Amount) -> Self {
        Self {
            any_of: vec![query.into()],
            wanted: Wanted::Amount(amount),
        }
    }

    /// One of these token accounts must hold at least an amount.
    pub(crate) fn account<Q: Into<Query>>(
        any_of: impl IntoIterator<Item = Q>,
        mint: Address,
        amount: Amount,
    ) -> Self {
        Self {
            any_of: any_of.into_iter().map(Into::into).collect(),
            wanted: Wanted::Account(mint, amount),
        }
    }

    /// Whether it is there; `None` if that is not known.
    fn is_met(&self, known: Known<'_>) -> Option<bool> {
        let answers = self.any_of.iter().map(|query| {
            let value = known.value(|| query.clone())?;
            self.wanted.is_met_by(&value)
        });
        any(answers)
    }
}

impl Wanted {
    fn is_met_by(self, value: &Value) -> Option<bool> {
        match (self, value) {
            (Self::Amount(least), Value::Amount(held)) => Some(*held >= least),
            (Self::Account(mint, least), Value::AccountInfo(info)) => {
                let account = info.as_ref();
                let account =
                    account.and_then(|info| TokenAccount::parse(&info.data, &info.owner).ok());
                Some(account.is_some_and(|account| {
                    account.mint == mint
                        && !account.state.is_frozen()
                        && Amount::from(account.amount) >= least
                }))
            }
            _ => None,
        }
    }
}

/// Whether all needs are met; `None` if that is not known.
pub(crate) fn are_met(needs: &[Need], known: Known<'_>) -> Option<bool> {
    let unmet = any(needs.iter().map(|need| Some(!need.is_met(known)?)));
    unmet.map(|unmet| !unmet)
}

/// The queries of all needs.
pub(crate) fn queries(needs: &[Need]) -> Vec<Query> {
    distinct(needs.iter().flat_map(|need| need.any_of.iter().cloned()))
}

/// One yes is a yes; without one, one unknown makes it unknown.
fn any(answers: impl Iterator<Item = Option<bool>>) -> Option<bool> {
    let mut is_known = true;
    for answer in answers {
        match answer {
            Some(true) => return Some(true),
            Some(false) => {}
            None => is_known = false,
        }
    }
    is_known.then_some(false)
}
