//! One `/settle` request and its answer, as a state machine.

use std::sync::{Arc, Mutex, PoisonError};

use pyo3::{IntoPyObjectExt as _, prelude::*};
use x402_core::facilitator::{self, SettlementEvent, SettlementStep};

use super::{
    Sponsorship,
    rows::{Found, answer, ask},
};
use crate::{
    chain::{ChainQueries, Facts},
    error,
    facilitator::SettleRequest,
    message::SettleResponse,
    network::Network,
    pickle::unpicklable,
    server::AskChain,
    step::step,
    text::Text,
    timestamp::Moment,
    verification::Capabilities,
};

step! {
    /// See that a `Broadcast` drives this transaction, and go on when rows have changed.
    FollowTransaction in "x402_core.settlement" { transaction: String, millis: u64, }
}

step! {
    /// Answer the request.
    SettlementAnswer in "x402_core.settlement" {
        status: u16,
        retry_after: Option<u32>,
        response: SettleResponse,
    }
}

/// One `POST /settle`, until its answer.
#[pyclass(frozen, module = "x402_core.settlement")]
#[derive(Debug)]
pub(crate) struct Settlement(Mutex<facilitator::Settlement>);

#[pymethods]
impl Settlement {
    #[new]
    fn new(capabilities: &Bound<'_, Capabilities>, terms: &Bound<'_, Sponsorship>) -> Self {
        let capabilities = Arc::clone(&capabilities.get().0);
        let terms = Arc::clone(&terms.get().0);
        Self(Mutex::new(facilitator::Settlement::new(
            capabilities,
            terms,
        )))
    }

    #[pyo3(signature = (request, *, now, repeat_token=None))]
    fn request<'py>(
        &self,
        py: Python<'py>,
        request: &Bound<'py, SettleRequest>,
        now: Moment,
        repeat_token: Option<Text>,
    ) -> PyResult<Bound<'py, PyAny>> {
        let event = SettlementEvent::Request {
            request: Box::new(request.get().0.clone()),
            repeat_token: repeat_token.map(|token| token.0),
            now: now.0,
        };
        self.advance(py, event)
    }

    #[pyo3(signature = (outcome, found, *, now))]
    fn stored<'py>(
        &self,
        py: Python<'py>,
        outcome: Text,
        found: Vec<Found>,
        now: Moment,
    ) -> PyResult<Bound<'py, PyAny>> {
        let answer = answer(&outcome.0, found)?;
        self.advance(py, SettlementEvent::Stored { answer, now: now.0 })
    }

    #[pyo3(signature = (facts, *, now))]
    fn answered<'py>(
        &self,
        py: Python<'py>,
        facts: &Bound<'py, Facts>,
        now: Moment,
    ) -> PyResult<Bound<'py, PyAny>> {
        let facts = facts.get();
        let event = SettlementEvent::Answered {
            facts: facts.facts.clone(),
            quorum: facts.quorum,
            now: now.0,
        };
        self.advance(py, event)
    }

    #[pyo3(signature = (*, now))]
    fn woke<'py>(&self, py: Python<'py>, now: Moment) -> PyResult<Bound<'py, PyAny>> {
        self.advance(py, SettlementEvent::Woke { now: now.0 })
    }

    fn __repr__(&self) -> String {
        let settlement = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        format!("<Settlement that waits for {}>", settlement.stage().text())
    }

    fn __reduce__(&self) -> PyResult<()> {
        unpicklable::<Self>("it is about one request; its rows are in the store")
    }
}

impl Settlement {
    fn advance<'py>(&self, py: Python<'py>, event: SettlementEvent) -> PyResult<Bound<'py, PyAny>> {
        let next = py.detach(|| {
            let mut settlement = self.0.lock().unwrap_or_else(PoisonError::into_inner);
            settlement.advance(event)
        });
        match next.map_err(|error| error::settlement_out_of_turn(&error))? {
            SettlementStep::Store(request) => ask(py, &request),
            SettlementStep::Ask { network, queries } => {
                AskChain::new(Network(network), ChainQueries(queries)).into_bound_py_any(py)
            }
            SettlementStep::Follow {
                transaction,
                millis,
            } => {
                // As stores have it.
                let transaction = format!("{transaction:#}");
                FollowTransaction {
                    transaction,
                    millis,
                }
                .into_bound_py_any(py)
            }
            SettlementStep::Answer(answer) => SettlementAnswer {
                status: answer.status,
                retry_after: answer.retry_after,
                response: SettleResponse(*answer.response),
            }
            .into_bound_py_any(py),
        }
    }
}
