//! One request and its answer, as a state machine.

use std::sync::{Mutex, PoisonError};

use pyo3::prelude::*;
use x402_core::server::{self, ExchangeEvent, ReplayAnswer};

use super::{Route, facilitator::Outcome, step::step};
use crate::{
    address::AnyAddress,
    error,
    facilitator::VerifyResponse,
    int::Count,
    message::SettleResponse,
    pickle::unpicklable,
    scheme::{ChainFacts, Policy, Terms},
    text::{Octets, Word},
    timestamp::Moment,
};

/// One HTTP request for a resource that costs something, until its answer.
#[pyclass(frozen, module = "x402_core.server")]
#[derive(Debug)]
pub(crate) struct Exchange(Mutex<server::Exchange>);

#[pymethods]
impl Exchange {
    #[new]
    fn new(route: &Bound<'_, Route>) -> Self {
        let exchange = server::Exchange::new(route.get().0.clone());
        Self(Mutex::new(exchange))
    }

    #[getter]
    fn stage(&self) -> &'static str {
        let exchange = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        exchange.stage().as_str()
    }

    #[pyo3(signature = (headers, *, now, policy=None, signers=None, chain=None))]
    fn request<'py>(
        &self,
        py: Python<'py>,
        headers: Vec<(Octets, Octets)>,
        now: Moment,
        policy: Option<&Bound<'py, Policy>>,
        signers: Option<Vec<AnyAddress>>,
        chain: Option<&Bound<'py, ChainFacts>>,
    ) -> PyResult<Bound<'py, PyAny>> {
        let terms = Terms::new(now, policy, signers, chain);
        // A name that is no UTF-8 is none that the protocol has.
        let names: Vec<_> = headers.iter().map(|(name, _)| name.text()).collect();
        let headers: Vec<(&str, &[u8])> = names
            .iter()
            .zip(&headers)
            .map(|(name, (_, value))| (&**name, value.0.as_slice()))
            .collect();
        let context = terms.context();
        let headers = headers.as_slice();
        self.advance(py, ExchangeEvent::Request { headers, context })
    }

    fn replay_store<'py>(
        &self,
        py: Python<'py>,
        answer: Word<ReplayAnswer>,
    ) -> PyResult<Bound<'py, PyAny>> {
        self.advance(py, ExchangeEvent::ReplayStore(answer.0))
    }

    fn verified<'py>(
        &self,
        py: Python<'py>,
        answer: Outcome<'py, VerifyResponse>,
    ) -> PyResult<Bound<'py, PyAny>> {
        let answer = match answer {
            Outcome::Answer(answer) => Ok(answer.get().0.clone()),
            Outcome::Failure(failure) => Err(failure),
        };
        self.advance(py, ExchangeEvent::Verified(answer))
    }

    fn settled<'py>(
        &self,
        py: Python<'py>,
        answer: Outcome<'py, SettleResponse>,
    ) -> PyResult<Bound<'py, PyAny>> {
        let answer = match answer {
            Outcome::Answer(answer) => Ok(answer.get().0.clone()),
            Outcome::Failure(failure) => Err(failure),
        };
        self.advance(py, ExchangeEvent::Settled(answer))
    }

    fn handled<'py>(&self, py: Python<'py>, status: Count) -> PyResult<Bound<'py, PyAny>> {
        let status = status.narrow("an HTTP status")?;
        self.advance(py, ExchangeEvent::Handled { status })
    }

    fn __repr__(&self) -> String {
        format!("<Exchange that waits for {}>", self.stage())
    }

    fn __reduce__(&self) -> PyResult<()> {
        unpicklable::<Self>("it is about one request, which runs in one process")
    }
}

impl Exchange {
    fn advance<'py>(
        &self,
        py: Python<'py>,
        event: ExchangeEvent<'_>,
    ) -> PyResult<Bound<'py, PyAny>> {
        let next = py.detach(|| {
            let mut exchange = self.0.lock().unwrap_or_else(PoisonError::into_inner);
            exchange.advance(event)
        });
        step(py, next.map_err(|error| error::out_of_turn(&error))?)
    }
}
