//! What all payments of a payer may cost together.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use x402_core::client;

use super::{Budget, Cost};
use crate::{
    error::ValueError,
    value::{UnixTimestamp, parse},
};

/// The budgets that all sessions of a payer share; every method can be called by any thread.
///
/// Sessions get what is `left` as their budget, and a payment is signed only after its cost is
/// reserved: `reserve` looks at all budgets again.
#[derive(Debug, uniffi::Object)]
pub struct Ledger(Mutex<client::Ledger>);

/// The cost of one payment, taken out of a `Ledger`; dropped, it is spent.
#[derive(Debug, uniffi::Object)]
pub struct Outlay(Mutex<Option<client::Outlay>>);

#[uniffi::export]
impl Ledger {
    /// A ledger with these budgets; one that is not given is unlimited.
    ///
    /// - `total`: what all payments together may cost.
    /// - `per_host`: what one host gets in all, by all its ports together.
    /// - `per_period`: what all payments together may cost within any `period`.
    /// - `period`: in seconds; a day by default.
    #[uniffi::constructor(default(total = None, per_host = None, per_period = None, period = 86400))]
    pub fn new(
        total: Option<Arc<Budget>>,
        per_host: Option<Arc<Budget>>,
        per_period: Option<Arc<Budget>>,
        period: u64,
    ) -> Self {
        let budget = |given: Option<Arc<Budget>>| {
            given.map_or_else(client::Budget::unlimited, |it| it.0.clone())
        };
        let ledger = client::Ledger::new(budget(total))
            .with_per_host(budget(per_host))
            .with_per_period(budget(per_period), period);
        Self(Mutex::new(ledger))
    }

    /// What a payment to this URL's server may cost now.
    pub fn left(&self, url: String, now: UnixTimestamp) -> Result<Budget, ValueError> {
        let server: client::Origin = parse(&url)?;
        Ok(Budget(self.lock().left(&server, now.0)))
    }

    /// Takes a cost out of all budgets; none, and nothing changes, if it does not fit into each. To be
    /// done before the payment is signed: a signed payment is money.
    pub fn reserve(
        &self,
        url: String,
        cost: &Cost,
        now: UnixTimestamp,
    ) -> Result<Option<Arc<Outlay>>, ValueError> {
        let server: client::Origin = parse(&url)?;
        let outlay = self.lock().reserve(&server, &cost.0, now.0);
        Ok(outlay.map(|outlay| Arc::new(Outlay(Mutex::new(Some(outlay))))))
    }

    /// Puts a cost back, once: of a payment that was never sent, or that the chain reports as unused
    /// after it expired. A server's statement is not enough: it can settle a payment and deny it.
    pub fn release(&self, outlay: &Outlay) {
        let mut held = outlay.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(outlay) = held.take() {
            self.lock().release(outlay);
        }
    }
}

impl Ledger {
    /// A ledger is left as it was by a call that panics, which the core's do not.
    fn lock(&self) -> MutexGuard<'_, client::Ledger> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
