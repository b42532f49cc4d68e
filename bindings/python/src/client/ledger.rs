//! What all payments of a payer may cost together.

use std::sync::{Mutex, PoisonError};

use pyo3::prelude::*;
use x402_core::client;

use super::{Budget, Cost};
use crate::{error, int::Count, pickle::unpicklable, text::Text, timestamp::Moment};

/// The budgets that all sessions of a payer share.
#[pyclass(frozen, module = "x402_core.client")]
#[derive(Debug)]
pub(crate) struct Ledger(Mutex<client::Ledger>);

/// The cost of one payment, taken out of a ledger; nothing once it was released.
#[pyclass(frozen, module = "x402_core.client")]
#[derive(Debug)]
pub(crate) struct Outlay(Mutex<Option<client::Outlay>>);

const INSTEAD: &str = "what was spent is known to one process";

#[pymethods]
impl Ledger {
    #[new]
    #[pyo3(signature = (total=None, *, per_host=None, per_period=None, period=None))]
    fn new(
        total: Option<&Bound<'_, Budget>>,
        per_host: Option<&Bound<'_, Budget>>,
        per_period: Option<&Bound<'_, Budget>>,
        period: Option<Count>,
    ) -> Self {
        let budget = |given: Option<&Bound<'_, Budget>>| {
            given.map_or_else(client::Budget::unlimited, |it| it.get().0.clone())
        };
        let ledger = client::Ledger::new(budget(total))
            .with_per_host(budget(per_host))
            .with_per_period(
                budget(per_period),
                period.map_or(client::Ledger::DAY, |Count(seconds)| seconds),
            );
        Self(Mutex::new(ledger))
    }

    fn left(&self, url: Text, now: Moment) -> PyResult<Budget> {
        let server = origin(&url)?;
        let mut ledger = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        Ok(Budget(ledger.left(&server, now.0)))
    }

    fn reserve(&self, url: Text, cost: &Bound<'_, Cost>, now: Moment) -> PyResult<Option<Outlay>> {
        let server = origin(&url)?;
        let mut ledger = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let outlay = ledger.reserve(&server, &cost.get().0, now.0);
        Ok(outlay.map(|outlay| Outlay(Mutex::new(Some(outlay)))))
    }

    fn release(&self, outlay: &Bound<'_, Outlay>) {
        let mut held = outlay
            .get()
            .0
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        if let Some(outlay) = held.take() {
            let mut ledger = self.0.lock().unwrap_or_else(PoisonError::into_inner);
            ledger.release(outlay);
        }
    }

    fn __reduce__(&self) -> PyResult<()> {
        unpicklable::<Self>(INSTEAD)
    }

    fn __repr__(&self) -> &'static str {
        "<Ledger>"
    }
}

#[pymethods]
impl Outlay {
    fn __reduce__(&self) -> PyResult<()> {
        unpicklable::<Self>(INSTEAD)
    }

    fn __repr__(&self) -> &'static str {
        "<Outlay>"
    }
}

fn origin(url: &Text) -> PyResult<client::Origin> {
    url.0.parse().map_err(|error| error::value(&error))
}
