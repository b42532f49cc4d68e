//! What a rule is: its code, where it looks, what it demands, and where that is written.

use pyo3::prelude::*;
use x402_core::{scheme, verify};

use super::Offer;
use crate::{out::Tuple, repr, text::Text};

/// One rule that a payment must satisfy.
#[pyclass(frozen, eq, module = "x402_core")]
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) struct Rule(pub(crate) &'static scheme::Rule);

#[pymethods]
impl Rule {
    #[classattr]
    fn __match_args__() -> (&'static str, &'static str) {
        ("code", "mechanism")
    }

    #[getter]
    fn code(&self) -> &'static str {
        self.0.code
    }

    #[getter]
    fn mechanism(&self) -> &'static str {
        self.0.mechanism.as_str()
    }

    #[getter]
    fn pointer(&self) -> &'static str {
        self.0.pointer
    }

    #[getter]
    fn wire_code(&self) -> &'static str {
        self.0.wire_code
    }

    #[getter]
    fn wire_code_v1(&self) -> &'static str {
        self.0.wire_code_v1.unwrap_or(self.0.wire_code)
    }

    #[getter]
    fn demands(&self) -> &'static str {
        self.0.demands
    }

    #[getter]
    fn hint(&self) -> &'static str {
        self.0.hint
    }

    #[getter]
    fn source(&self) -> &'static str {
        self.0.source
    }

    fn __repr__(slf: &Bound<'_, Self>) -> PyResult<String> {
        repr::members(slf, &["code", "mechanism", "demands"])
    }

    fn __hash__(&self) -> u64 {
        crate::hash::of(&(self.0.code, self.0.mechanism))
    }
}

/// The rules that a payment of this offer must satisfy, in the order in which they are applied.
#[pyfunction]
pub(crate) fn rules(offer: &Bound<'_, Offer>) -> Tuple<Rule> {
    Tuple(verify::rules(&offer.get().offer).map(Rule).collect())
}

/// The rules of every method and both versions, each once.
#[pyfunction]
pub(crate) fn all_rules() -> Tuple<Rule> {
    Tuple(verify::all_rules().map(Rule).collect())
}

/// Every rule with this abstract code, for every method.
#[pyfunction]
pub(crate) fn explain(code: Text) -> Tuple<Rule> {
    Tuple(verify::explain(&code.0).map(Rule).collect())
}
