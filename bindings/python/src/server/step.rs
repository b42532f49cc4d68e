//! What to do next in an exchange.

use pyo3::{IntoPyObjectExt as _, prelude::*};
use x402_core::server::{self, Accepted};

use super::{Problem, ServerResponse, StoredResponse};
use crate::{
    chain::ChainQueries,
    error,
    facilitator::{SettleRequest, VerifyRequest},
    network::Network,
    out::Tuple,
    pickle::unpicklable,
    repr,
    step::{INSTEAD, step},
    verify::Verified,
};

step! {
    /// Ask the store of responses what it has under this key.
    AskResponseStore in "x402_core.server" { key: String, record: Option<String>, seconds: u64, }
}

step! {
    /// Ask the replay store for the key and reserve it, in one step.
    AskReplayStore in "x402_core.server" { key: String, keep_until: u64, account: Option<String>, holder: String, }
}

step! {
    /// Have the replay store note that the payment is being settled, or that its handler begins.
    MarkSettling in "x402_core.server" { key: String, keep_until: u64, record: String, account: Option<String>, }
}

step! {
    /// Ask the nodes of a network, all of it in one round.
    AskChain in "x402_core.server" { network: Network, queries: ChainQueries, }
}

impl AskChain {
    /// A step of a verification.
    pub(crate) fn new(network: Network, queries: ChainQueries) -> Self {
        Self { network, queries }
    }
}

step! {
    /// Ask the facilitator to verify: `POST /verify`.
    AskVerify in "x402_core.server" { request: VerifyRequest, }
}

step! {
    /// Ask the facilitator to settle: `POST /settle`.
    AskSettle in "x402_core.server" { request: SettleRequest, attempt: u32, repeat_token: String, }
}

step! {
    /// Answer with this; whatever the handler made is thrown away.
    Respond in "x402_core.server" { response: ServerResponse, reservation: &'static str, problem: Problem, }
}

step! {
    /// Answer with the response that this payment got before.
    Repeat in "x402_core.server" { response: StoredResponse, }
}

step! {
    /// Answer with what the handler made, and these headers.
    Deliver in "x402_core.server" {
        headers: Tuple<(&'static str, String)>,
        reservation: &'static str,
        if_undelivered: &'static str,
    }
}

/// Run the handler and hold its answer back.
#[pyclass(frozen, eq, module = "x402_core.server")]
#[derive(Clone, Debug, Eq, PartialEq)]
pub(crate) struct Serve(pub(super) Accepted);

#[pymethods]
impl Serve {
    #[classattr]
    fn __match_args__() -> (&'static str, &'static str) {
        ("payer", "verified")
    }

    #[getter]
    fn payer(&self) -> String {
        self.0.payer().to_string()
    }

    #[getter]
    fn verified(&self) -> Option<Verified> {
        self.0.verified().cloned().map(Verified)
    }

    #[getter]
    fn undecided(&self) -> Option<PyErr> {
        self.0.undecided().map(error::undecided)
    }

    fn __repr__(slf: &Bound<'_, Self>) -> PyResult<String> {
        repr::members(slf, &["payer", "verified"])
    }

    fn __hash__(&self) -> u64 {
        crate::hash::of(&format!("{:?}", self.0))
    }

    fn __reduce__(&self) -> PyResult<()> {
        unpicklable::<Self>(INSTEAD)
    }
}

/// A step in its class.
pub(super) fn step(py: Python<'_>, step: server::ExchangeStep) -> PyResult<Bound<'_, PyAny>> {
    match step {
        server::ExchangeStep::AskResponseStore {
            key,
            record,
            seconds,
        } => AskResponseStore {
            key,
            record,
            seconds,
        }
        .into_bound_py_any(py),
        server::ExchangeStep::Repeat(response) => {
            let response = StoredResponse(response);
            Repeat { response }.into_bound_py_any(py)
        }
        server::ExchangeStep::AskReplayStore {
            key,
            keep_until,
            account,
            holder,
        } => AskReplayStore {
            key,
            keep_until,
            account,
            holder,
        }
        .into_bound_py_any(py),
        server::ExchangeStep::MarkSettling {
            key,
            keep_until,
            record,
            account,
        } => MarkSettling {
            key,
            keep_until,
            record,
            account,
        }
        .into_bound_py_any(py),
        server::ExchangeStep::AskChain { network, queries } => AskChain {
            network: Network(network),
            queries: ChainQueries(queries),
        }
        .into_bound_py_any(py),
        server::ExchangeStep::AskVerify(request) => {
            let request = VerifyRequest(*request);
            AskVerify { request }.into_bound_py_any(py)
        }
        server::ExchangeStep::AskSettle {
            request,
            attempt,
            repeat_token,
        } => AskSettle {
            request: SettleRequest(*request),
            attempt,
            repeat_token,
        }
        .into_bound_py_any(py),
        server::ExchangeStep::Serve(accepted) => Serve(accepted).into_bound_py_any(py),
        server::ExchangeStep::Respond {
            response,
            reservation,
            problem,
        } => Respond {
            response: ServerResponse(response),
            reservation: reservation.as_str(),
            problem: Problem(*problem),
        }
        .into_bound_py_any(py),
        server::ExchangeStep::Deliver {
            headers,
            reservation,
            if_undelivered,
        } => Deliver {
            headers: Tuple(headers),
            reservation: reservation.as_str(),
            if_undelivered: if_undelivered.as_str(),
        }
        .into_bound_py_any(py),
    }
}
