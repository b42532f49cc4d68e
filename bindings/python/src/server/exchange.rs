//! One request and its answer, as a state machine.

use std::sync::{Mutex, PoisonError};

use pyo3::prelude::*;
use x402_core::server::{
    self, AnswerStart, ExchangeEvent, MarkAnswer, Reservation, ResponseStoreAnswer,
};

use super::{
    Route, StoredResponse,
    facilitator::Outcome,
    replay::Replay,
    step::{Serve, step},
};
use crate::{
    address::AnyAddress,
    error,
    facilitator::VerifyResponse,
    int::Count,
    message::SettleResponse,
    pickle::unpicklable,
    scheme::{AnyChain, Policy, Terms},
    text::{Octets, Text, Word},
    timestamp::Moment,
};

/// One HTTP request for a resource that costs something, until its answer.
#[pyclass(frozen, module = "x402_core.server")]
#[derive(Debug)]
pub(crate) struct Exchange(Mutex<server::Exchange>);

#[pymethods]
impl Exchange {
    #[new]
    #[pyo3(signature = (route, *, has_chain=false, needs_proof=false, url=None, body=None))]
    fn new(
        route: &Bound<'_, Route>,
        has_chain: bool,
        needs_proof: bool,
        url: Option<Text>,
        body: Option<Octets>,
    ) -> Self {
        let mut exchange = server::Exchange::new(route.get().0.clone());
        if needs_proof {
            exchange = exchange.with_required_proof();
        } else if has_chain {
            exchange = exchange.with_chain();
        }
        if let Some(url) = url {
            let body = body.as_ref().map(|body| body.0.as_slice());
            exchange = exchange.with_responses(&url.0, body);
        }
        Self(Mutex::new(exchange))
    }

    #[getter]
    fn stage(&self) -> &'static str {
        let exchange = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        exchange.stage().as_str()
    }

    #[pyo3(signature = (
        headers, *, method, entropy, now, policy=None, signers=None, chain=None
    ))]
    #[allow(clippy::too_many_arguments, reason = "named in Python")]
    fn request<'py>(
        &self,
        py: Python<'py>,
        headers: Vec<(Octets, Octets)>,
        method: Text,
        entropy: [u8; 16],
        now: Moment,
        policy: Option<&Bound<'py, Policy>>,
        signers: Option<Vec<AnyAddress>>,
        chain: Option<AnyChain<'py>>,
    ) -> PyResult<Bound<'py, PyAny>> {
        let terms = Terms::new(now, policy, signers, chain.as_ref());
        // A name that is no UTF-8 is none that the protocol has.
        let names: Vec<_> = headers.iter().map(|(name, _)| name.text()).collect();
        let headers: Vec<(&str, &[u8])> = names
            .iter()
            .zip(&headers)
            .map(|(name, (_, value))| (&**name, value.0.as_slice()))
            .collect();
        let context = terms.context();
        let event = ExchangeEvent::Request {
            method: &method.0,
            headers: headers.as_slice(),
            context,
            entropy,
        };
        self.advance(py, event)
    }

    #[pyo3(signature = (status, *, content_type, length, limit))]
    fn holds(
        &self,
        status: Count,
        content_type: Option<Text>,
        length: Option<Count>,
        limit: Count,
    ) -> PyResult<bool> {
        let length = length.map(|length| length.narrow("a number of bytes"));
        let start = AnswerStart {
            status: status.narrow("an HTTP status")?,
            content_type: content_type.as_ref().map(|text| &*text.0),
            length: length.transpose()?,
        };
        let exchange = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        Ok(exchange.holds(&start, limit.narrow("a number of bytes")?))
    }

    #[getter]
    fn accepted(&self) -> Option<Serve> {
        let exchange = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        exchange.accepted().cloned().map(Serve)
    }

    #[getter]
    fn shown(&self) -> Option<&'static str> {
        let exchange = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        Some(exchange.shown()?.as_str())
    }

    #[getter]
    fn if_abandoned(&self) -> &'static str {
        let exchange = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        exchange.if_abandoned().as_str()
    }

    #[pyo3(signature = (record, *, is_available=true))]
    fn response_store<'py>(
        &self,
        py: Python<'py>,
        record: Option<Text>,
        is_available: bool,
    ) -> PyResult<Bound<'py, PyAny>> {
        let answer = match record {
            _ if !is_available => ResponseStoreAnswer::Unavailable,
            None => ResponseStoreAnswer::New,
            Some(record) => ResponseStoreAnswer::Found { record: record.0 },
        };
        self.advance(py, ExchangeEvent::ResponseStore(answer))
    }

    #[pyo3(signature = (reservation, response=None))]
    fn response_update(
        &self,
        reservation: Word<Reservation>,
        response: Option<&Bound<'_, StoredResponse>>,
    ) -> Option<(String, String, Option<String>, u64)> {
        let exchange = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let response = response.map(|response| &response.get().0);
        let update = exchange.response_update(reservation.0, response)?;
        Some((update.key, update.from, update.to, update.seconds))
    }

    fn replay_store<'py>(&self, py: Python<'py>, answer: Replay) -> PyResult<Bound<'py, PyAny>> {
        self.advance(py, ExchangeEvent::ReplayStore(answer.0))
    }

    #[pyo3(signature = (facts, *, now, policy=None, signers=None))]
    fn chain<'py>(
        &self,
        py: Python<'py>,
        facts: AnyChain<'py>,
        now: Moment,
        policy: Option<&Bound<'py, Policy>>,
        signers: Option<Vec<AnyAddress>>,
    ) -> PyResult<Bound<'py, PyAny>> {
        let terms = Terms::new(now, policy, signers, Some(&facts));
        let context = terms.context();
        self.advance(py, ExchangeEvent::Chain { context })
    }

    fn marked<'py>(
        &self,
        py: Python<'py>,
        answer: Word<MarkAnswer>,
    ) -> PyResult<Bound<'py, PyAny>> {
        self.advance(py, ExchangeEvent::Marked(answer.0))
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
