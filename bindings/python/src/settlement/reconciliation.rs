//! One settlement that no transaction carries, as a state machine.

use std::sync::{Arc, Mutex, PoisonError};

use pyo3::{IntoPyObjectExt as _, prelude::*};
use x402_core::facilitator::{self, ReconciliationEvent, ReconciliationStep, SettlementRow};

use super::{
    Sponsorship,
    rows::{Found, answer, ask},
};
use crate::{
    chain::{ChainQueries, Facts},
    error,
    network::Network,
    out::Tuple,
    pickle::unpicklable,
    server::AskChain,
    text::Text,
    timestamp::Moment,
    verification::Capabilities,
};

/// One settlement that no transaction carries, until it waits again.
#[pyclass(frozen, module = "x402_core.settlement")]
#[derive(Debug)]
pub(crate) struct Reconciliation(Mutex<facilitator::Reconciliation>);

#[pymethods]
impl Reconciliation {
    #[new]
    #[expect(clippy::needless_pass_by_value, reason = "an argument of Python's")]
    fn new(
        capabilities: &Bound<'_, Capabilities>,
        terms: &Bound<'_, Sponsorship>,
        row: Text,
    ) -> PyResult<Self> {
        let capabilities = Arc::clone(&capabilities.get().0);
        let terms = Arc::clone(&terms.get().0);
        let row = SettlementRow::parse(&row.0).map_err(|error| error::malformed(&error))?;
        Ok(Self(Mutex::new(facilitator::Reconciliation::new(
            capabilities,
            terms,
            row,
        ))))
    }

    #[pyo3(signature = (*, now))]
    fn begun<'py>(&self, py: Python<'py>, now: Moment) -> PyResult<Option<Bound<'py, PyAny>>> {
        self.advance(py, ReconciliationEvent::Begun { now: now.0 })
    }

    #[pyo3(signature = (outcome, found, *, now))]
    fn stored<'py>(
        &self,
        py: Python<'py>,
        outcome: Text,
        found: Vec<Found>,
        now: Moment,
    ) -> PyResult<Option<Bound<'py, PyAny>>> {
        let answer = answer(&outcome.0, found)?;
        self.advance(py, ReconciliationEvent::Stored { answer, now: now.0 })
    }

    #[pyo3(signature = (facts, *, now))]
    fn answered<'py>(
        &self,
        py: Python<'py>,
        facts: &Bound<'py, Facts>,
        now: Moment,
    ) -> PyResult<Option<Bound<'py, PyAny>>> {
        let facts = facts.get();
        let event = ReconciliationEvent::Answered {
            facts: facts.facts.clone(),
            quorum: facts.quorum,
            now: now.0,
        };
        self.advance(py, event)
    }

    #[getter]
    fn key(&self) -> String {
        let reconciliation = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        reconciliation.key().to_string()
    }

    fn __repr__(&self) -> String {
        let reconciliation = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let (key, stage) = (reconciliation.key(), reconciliation.stage().text());
        format!("<Reconciliation of {key} that waits for {stage}>")
    }

    fn __reduce__(&self) -> PyResult<()> {
        unpicklable::<Self>("its rows are in the store: make another one of its row")
    }
}

impl Reconciliation {
    /// The next step; `None` where it has ended.
    fn advance<'py>(
        &self,
        py: Python<'py>,
        event: ReconciliationEvent,
    ) -> PyResult<Option<Bound<'py, PyAny>>> {
        let next = py.detach(|| {
            let mut reconciliation = self.0.lock().unwrap_or_else(PoisonError::into_inner);
            reconciliation.advance(event)
        });
        let step = match next.map_err(|error| error::reconciliation_out_of_turn(&error))? {
            ReconciliationStep::Store(request) => ask(py, &request),
            ReconciliationStep::Ask { network, queries } => {
                AskChain::new(Network(network), ChainQueries(queries)).into_bound_py_any(py)
            }
            ReconciliationStep::Done => return Ok(None),
        };
        step.map(Some)
    }
}

/// The networks of settlements, by their bodies and in their order.
#[pyfunction]
pub(crate) fn settlement_networks(bodies: Vec<Text>) -> PyResult<Tuple<Network>> {
    let networks = bodies.iter().map(|body| {
        let row = SettlementRow::parse(&body.0).map_err(|error| error::malformed(&error))?;
        Ok(Network(row.network))
    });
    networks.collect::<PyResult<_>>().map(Tuple)
}
