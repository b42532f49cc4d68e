//! One paid HTTP request, without the HTTP.

mod step;

use std::sync::{Mutex, MutexGuard, PoisonError};

use pyo3::prelude::*;
use x402_core::{
    chain::{self, Quorum},
    client,
};

use self::step::step;
pub(crate) use self::step::{
    Blocked, Done, Failed, Follow, Pay, Receipt, Unconfirmed, Unknown, Unpayable, Unreadable,
};
use super::{SignedPayment, Spending, Wallet};
use crate::{
    chain::{ChainQueries, Facts},
    either::Required,
    error,
    int::Count,
    pickle::unpicklable,
    text::{Octets, Text},
    timestamp::Moment,
};

/// The state machine of one request: what each answer means, and what may be done next.
#[pyclass(frozen, module = "x402_core.client")]
#[derive(Debug)]
pub(crate) struct Session(Mutex<client::Session>);

#[pymethods]
impl Session {
    #[new]
    #[pyo3(signature = (url, wallet, spending=None))]
    fn new(
        url: Text,
        wallet: &Bound<'_, Wallet>,
        spending: Option<&Bound<'_, Spending>>,
    ) -> PyResult<Self> {
        let spending = spending.map_or_else(client::Spending::default, |it| it.get().0.clone());
        let session = client::Session::new(&url.0, wallet.get().0.clone(), spending);
        session
            .map(|session| Self(Mutex::new(session)))
            .map_err(|error| error::value(&error))
    }

    #[getter]
    fn state(&self) -> &'static str {
        self.lock().state().as_str()
    }

    #[getter]
    fn spend_status(&self) -> &'static str {
        self.lock().spend_status().as_str()
    }

    #[getter]
    fn origin(&self) -> String {
        self.lock().origin().to_string()
    }

    #[getter]
    fn spending(&self) -> Spending {
        Spending(self.lock().spending().clone())
    }

    #[getter]
    fn payment_required(&self) -> Option<Required> {
        self.lock().payment_required().cloned().map(Required::from)
    }

    #[getter]
    fn payment(&self) -> Option<SignedPayment> {
        self.lock().payment().cloned().map(SignedPayment)
    }

    #[pyo3(signature = (status, headers, body=None))]
    fn response<'py>(
        &self,
        py: Python<'py>,
        status: Count,
        headers: Vec<(Octets, Octets)>,
        body: Option<Octets>,
    ) -> PyResult<Bound<'py, PyAny>> {
        let status = status.narrow("an HTTP status")?;
        let headers = headers.iter().map(|(name, value)| (&name.0, &value.0));
        let body = body.as_ref().map(|body| body.0.as_slice());
        let next = self.lock().response(status, headers, body);
        step(py, next.map_err(|error| error::session(&error))?)
    }

    fn no_response<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        let next = self.lock().no_response();
        step(py, next.map_err(|error| error::session(&error))?)
    }

    #[pyo3(signature = (payment, *, now))]
    fn pay(&self, payment: &Bound<'_, SignedPayment>, now: Moment) -> PyResult<SignedPayment> {
        let payment = payment.get().0.clone();
        let mut session = self.lock();
        let attached = session.pay(payment, now.0).cloned();
        attached
            .map(SignedPayment)
            .map_err(|error| error::session(&error))
    }

    fn resend(&self) -> PyResult<SignedPayment> {
        let mut session = self.lock();
        let attached = session.resend().cloned();
        attached
            .map(SignedPayment)
            .map_err(|error| error::session(&error))
    }

    fn release_unused(&self, block_time: Moment) -> PyResult<()> {
        let released = self.lock().release_unused(block_time.0);
        released.map_err(|error| error::session(&error))
    }

    #[pyo3(signature = (facts=None))]
    fn release_queries(&self, facts: Option<&Bound<'_, Facts>>) -> ChainQueries {
        let none = Facts {
            facts: chain::Facts::new(),
            quorum: Quorum::of(1),
        };
        let Facts { facts, quorum } = facts.map_or(&none, |facts| facts.get());
        ChainQueries(self.lock().release_queries(facts, *quorum))
    }

    fn release_expired(&self, facts: &Bound<'_, Facts>) -> PyResult<()> {
        let Facts { facts, quorum } = facts.get();
        let released = self.lock().release_expired(facts, *quorum);
        released.map_err(|error| error::session(&error))
    }

    fn may_follow(&self, location: Text) -> bool {
        self.lock().may_follow(&location.0).is_ok()
    }

    fn blocked(&self, location: Text) -> Option<Blocked> {
        self.lock().may_follow(&location.0).err().map(Blocked)
    }

    fn __reduce__(&self) -> PyResult<()> {
        unpicklable::<Self>("its payment is to be sent from one process; keep what was paid")
    }

    fn __repr__(&self) -> String {
        let session = self.lock();
        format!("<Session with {}: {}>", session.origin(), session.state())
    }
}

impl Session {
    fn lock(&self) -> MutexGuard<'_, client::Session> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
