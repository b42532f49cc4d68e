//! Why an exchange ended without what was asked for.

use pyo3::prelude::*;
use x402_core::server;

use crate::{error, repr};

/// Why an exchange ended without what was asked for, for the seller's log.
#[pyclass(frozen, eq, str = "{0}", module = "x402_core.server")]
#[derive(Clone, Debug, Eq, PartialEq)]
pub(crate) struct Problem(pub(crate) server::Problem);

#[pymethods]
impl Problem {
    #[classattr]
    fn __match_args__() -> (&'static str,) {
        ("kind",)
    }

    #[getter]
    fn kind(&self) -> &'static str {
        match &self.0 {
            server::Problem::Unpaid => "unpaid",
            server::Problem::Refused(_) => "refused",
            server::Problem::Replayed => "replayed",
            server::Problem::ReplayStore => "replay_store",
            server::Problem::Invalid(_) => "invalid",
            server::Problem::Facilitator(_) => "facilitator",
            server::Problem::Doubtful(_) => "doubtful",
            server::Problem::NotSettled(_) => "not_settled",
            server::Problem::Pending => "pending",
        }
    }

    #[getter]
    fn reason(&self) -> Option<&str> {
        match &self.0 {
            server::Problem::Invalid(reason) | server::Problem::NotSettled(reason) => Some(reason),
            _ => None,
        }
    }

    #[getter]
    fn refusal(&self) -> Option<PyErr> {
        match &self.0 {
            server::Problem::Refused(refusal) => Some(error::refusal(refusal)),
            _ => None,
        }
    }

    fn __repr__(slf: &Bound<'_, Self>) -> PyResult<String> {
        repr::members(slf, &["kind", "reason", "refusal"])
    }

    fn __hash__(&self) -> u64 {
        crate::hash::of(&self.0.to_string())
    }
}
