//! One `/verify` request and its answer, as a state machine.

use std::sync::{Arc, Mutex, PoisonError};

use pyo3::{IntoPyObjectExt as _, prelude::*};
use x402_core::facilitator::{self, VerificationEvent, VerificationStep};

use super::Capabilities;
use crate::{
    chain::{ChainQueries, Facts},
    error,
    facilitator::{VerifyRequest, VerifyResponse},
    network::Network,
    pickle::unpicklable,
    server::AskChain,
    timestamp::Moment,
};

/// One `POST /verify`, until its answer.
#[pyclass(frozen, module = "x402_core.verification")]
#[derive(Debug)]
pub(crate) struct Verification(Mutex<facilitator::Verification>);

#[pymethods]
impl Verification {
    #[new]
    fn new(capabilities: &Bound<'_, Capabilities>) -> Self {
        let capabilities = Arc::clone(&capabilities.get().0);
        Self(Mutex::new(facilitator::Verification::new(capabilities)))
    }

    #[getter]
    fn stage(&self) -> &'static str {
        let verification = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        verification.stage().as_str()
    }

    #[pyo3(signature = (request, *, now))]
    fn request<'py>(
        &self,
        py: Python<'py>,
        request: &Bound<'py, VerifyRequest>,
        now: Moment,
    ) -> PyResult<Bound<'py, PyAny>> {
        let request = Box::new(request.get().0.clone());
        self.advance(
            py,
            VerificationEvent::Request {
                request,
                now: now.0,
            },
        )
    }

    #[pyo3(signature = (facts, *, now))]
    fn answered<'py>(
        &self,
        py: Python<'py>,
        facts: &Bound<'py, Facts>,
        now: Moment,
    ) -> PyResult<Bound<'py, PyAny>> {
        let facts = facts.get();
        let event = VerificationEvent::Answered {
            facts: facts.facts.clone(),
            quorum: facts.quorum,
            now: now.0,
        };
        self.advance(py, event)
    }

    fn __repr__(&self) -> String {
        format!("<Verification at {}>", self.stage())
    }

    fn __reduce__(&self) -> PyResult<()> {
        unpicklable::<Self>("it is about one request, which runs in one process")
    }
}

impl Verification {
    fn advance<'py>(
        &self,
        py: Python<'py>,
        event: VerificationEvent,
    ) -> PyResult<Bound<'py, PyAny>> {
        let next = py.detach(|| {
            let mut verification = self.0.lock().unwrap_or_else(PoisonError::into_inner);
            verification.advance(event)
        });
        match next.map_err(|error| error::verification_out_of_turn(&error))? {
            VerificationStep::Ask { network, queries } => {
                AskChain::new(Network(network), ChainQueries(queries)).into_bound_py_any(py)
            }
            VerificationStep::Answer(response) => VerifyResponse(*response).into_bound_py_any(py),
        }
    }
}
