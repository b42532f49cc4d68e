//! How one rule came out, and what was computed on the way.

use pyo3::prelude::*;
use x402_core::verify::{self, Outcome};

use super::{Rejection, Rule};
use crate::repr;

/// What `examine` found out about one rule.
#[pyclass(frozen, eq, module = "x402_core")]
#[derive(Clone, Debug, Eq, PartialEq)]
pub(crate) struct Finding(pub(crate) verify::Finding);

#[pymethods]
impl Finding {
    #[classattr]
    fn __match_args__() -> (&'static str, &'static str) {
        ("rule", "outcome")
    }

    #[getter]
    fn rule(&self) -> Rule {
        Rule(self.0.rule)
    }

    #[getter]
    fn outcome(&self) -> &'static str {
        self.0.outcome.kind().as_str()
    }

    #[getter]
    fn rejection(&self) -> Option<Rejection> {
        match &self.0.outcome {
            Outcome::Failed(rejection) | Outcome::Warned(rejection) => {
                Some(Rejection(rejection.clone()))
            }
            _ => None,
        }
    }

    #[getter]
    fn chain_check(&self) -> Option<&'static str> {
        match self.0.outcome {
            Outcome::Unchecked(check) => Some(check.as_str()),
            _ => None,
        }
    }

    fn __repr__(slf: &Bound<'_, Self>) -> PyResult<String> {
        repr::members(slf, &["rule", "outcome", "rejection", "chain_check"])
    }

    fn __hash__(&self) -> u64 {
        crate::hash::of(&(self.0.rule.code, self.outcome()))
    }
}

/// A value that the rules computed on the way, named as in the test vectors.
#[pyclass(frozen, eq, module = "x402_core")]
#[derive(Clone, Debug, Eq, PartialEq)]
pub(crate) struct Note(pub(crate) verify::Note);

#[pymethods]
impl Note {
    #[classattr]
    fn __match_args__() -> (&'static str, &'static str) {
        ("name", "value")
    }

    #[getter]
    fn name(&self) -> &'static str {
        self.0.name
    }

    #[getter]
    fn value(&self) -> &str {
        &self.0.value
    }

    fn __repr__(slf: &Bound<'_, Self>) -> PyResult<String> {
        repr::members(slf, &["name", "value"])
    }

    fn __hash__(&self) -> u64 {
        crate::hash::of(&(self.0.name, self.0.value.as_str()))
    }
}
