//! One transaction from its reservation to its end, as a state machine.

use std::sync::{Arc, Mutex, PoisonError};

use pyo3::{IntoPyObjectExt as _, prelude::*};
use x402_core::{
    chain::Query,
    evm::Signature,
    facilitator::{self, BroadcastEvent, BroadcastStep, Lease, TransactionKey},
    svm,
};

use super::{
    Sponsorship,
    rows::{Found, answer, ask},
};
use crate::{
    chain::{ChainQueries, Facts},
    error,
    int::Count,
    network::Network,
    out::Bytes,
    pickle::unpicklable,
    server::AskChain,
    step::step,
    text::{Octets, Text, Word},
    timestamp::Moment,
};

step! {
    /// Hand a signed transaction to every node. It is stored.
    SendTransaction in "x402_core.settlement" { network: Network, queries: ChainQueries, }
}

step! {
    /// Wait, then go on with `woke`.
    Wait in "x402_core.settlement" { millis: u64, }
}

/// Sign a transaction's hash.
#[pyclass(frozen, eq, module = "x402_core.settlement")]
#[derive(Clone, Debug, Eq, PartialEq)]
pub(crate) struct SignTransaction {
    #[pyo3(get)]
    signer: String,
    hash: [u8; 32],
}

#[pymethods]
impl SignTransaction {
    #[classattr]
    fn __match_args__() -> (&'static str, &'static str) {
        ("signer", "digest")
    }

    #[getter]
    fn digest(&self) -> Bytes<'_> {
        Bytes(&self.hash)
    }

    fn __repr__(&self) -> String {
        format!("<SignTransaction by {}>", self.signer)
    }

    fn __hash__(&self) -> u64 {
        crate::hash::of(&self.hash)
    }

    fn __reduce__(&self) -> PyResult<()> {
        unpicklable::<Self>(crate::step::INSTEAD)
    }
}

/// Sign a message of Solana.
#[pyclass(frozen, eq, module = "x402_core.settlement")]
#[derive(Clone, Debug, Eq, PartialEq)]
pub(crate) struct SignMessage {
    #[pyo3(get)]
    signer: String,
    bytes: Vec<u8>,
}

#[pymethods]
impl SignMessage {
    #[classattr]
    fn __match_args__() -> (&'static str, &'static str) {
        ("signer", "message")
    }

    #[getter]
    fn message(&self) -> Bytes<'_> {
        Bytes(&self.bytes)
    }

    fn __repr__(&self) -> String {
        format!("<SignMessage by {}>", self.signer)
    }

    fn __hash__(&self) -> u64 {
        crate::hash::of(&self.bytes)
    }

    fn __reduce__(&self) -> PyResult<()> {
        unpicklable::<Self>(crate::step::INSTEAD)
    }
}

/// One transaction of a chain, until its end.
#[pyclass(frozen, module = "x402_core.settlement")]
#[derive(Debug)]
pub(crate) struct Broadcast(Mutex<facilitator::Broadcast>);

#[pymethods]
impl Broadcast {
    #[new]
    fn new(
        terms: &Bound<'_, Sponsorship>,
        transaction: Word<TransactionKey>,
        lease: (Text, Count),
    ) -> Self {
        let (owner, millis) = lease;
        let lease = Lease {
            owner: owner.0,
            millis: millis.0,
        };
        let terms = Arc::clone(&terms.get().0);
        let broadcast = facilitator::Broadcast::new(terms, transaction.0, lease);
        Self(Mutex::new(broadcast))
    }

    #[getter]
    fn network(&self) -> Network {
        let broadcast = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        Network(broadcast.key().network().clone())
    }

    fn woke<'py>(&self, py: Python<'py>) -> PyResult<Option<Bound<'py, PyAny>>> {
        self.advance(py, BroadcastEvent::Woke)
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
        self.advance(py, BroadcastEvent::Stored { answer, now: now.0 })
    }

    #[pyo3(signature = (facts, *, now))]
    fn answered<'py>(
        &self,
        py: Python<'py>,
        facts: &Bound<'py, Facts>,
        now: Moment,
    ) -> PyResult<Option<Bound<'py, PyAny>>> {
        let facts = facts.get();
        let event = BroadcastEvent::Answered {
            facts: facts.facts.clone(),
            quorum: facts.quorum,
            now: now.0,
        };
        self.advance(py, event)
    }

    #[pyo3(signature = (signature, *, now))]
    fn signed<'py>(
        &self,
        py: Python<'py>,
        signature: Option<Octets>,
        now: Moment,
    ) -> PyResult<Option<Bound<'py, PyAny>>> {
        // What is not a signature is as good as none: the machine waits and asks again.
        let signature = signature.and_then(|bytes| Signature::normalize(&bytes.0).ok());
        let event = BroadcastEvent::Signed {
            signature,
            now: now.0,
        };
        self.advance(py, event)
    }

    #[pyo3(signature = (signature, *, now))]
    fn message_signed<'py>(
        &self,
        py: Python<'py>,
        signature: Option<Octets>,
        now: Moment,
    ) -> PyResult<Option<Bound<'py, PyAny>>> {
        let signature = signature.and_then(|bytes| {
            let bytes: [u8; 64] = bytes.0.as_slice().try_into().ok()?;
            Some(svm::Signature::new(bytes))
        });
        let now = now.0;
        self.advance(py, BroadcastEvent::MessageSigned { signature, now })
    }

    fn sent<'py>(
        &self,
        py: Python<'py>,
        facts: &Bound<'py, Facts>,
    ) -> PyResult<Option<Bound<'py, PyAny>>> {
        let facts = facts.get().facts.clone();
        self.advance(py, BroadcastEvent::Sent { facts })
    }

    fn __repr__(&self) -> String {
        let broadcast = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let (key, stage) = (broadcast.key(), broadcast.stage().text());
        format!("<Broadcast of {key} that waits for {stage}>")
    }

    fn __reduce__(&self) -> PyResult<()> {
        unpicklable::<Self>("its rows are in the store: make another one of its key")
    }
}

impl Broadcast {
    /// The next step; `None` where the transaction has ended.
    fn advance<'py>(
        &self,
        py: Python<'py>,
        event: BroadcastEvent,
    ) -> PyResult<Option<Bound<'py, PyAny>>> {
        let next = py.detach(|| {
            let mut broadcast = self.0.lock().unwrap_or_else(PoisonError::into_inner);
            broadcast.advance(event)
        });
        let step = match next.map_err(|error| error::broadcast_out_of_turn(&error))? {
            BroadcastStep::Store(request) => ask(py, &request),
            BroadcastStep::Ask { network, queries } => {
                AskChain::new(Network(network), ChainQueries(queries)).into_bound_py_any(py)
            }
            BroadcastStep::Sign { signer, digest } => SignTransaction {
                signer: signer.to_string(),
                hash: digest,
            }
            .into_bound_py_any(py),
            BroadcastStep::SignMessage { signer, message } => SignMessage {
                signer: signer.to_string(),
                bytes: message,
            }
            .into_bound_py_any(py),
            BroadcastStep::Send { network, raw } => {
                let queries = Query::send(&network, raw).into_iter().collect();
                SendTransaction {
                    network: Network(network),
                    queries: ChainQueries(queries),
                }
                .into_bound_py_any(py)
            }
            BroadcastStep::Wait { millis } => Wait { millis }.into_bound_py_any(py),
            BroadcastStep::Done => return Ok(None),
        };
        step.map(Some)
    }
}
