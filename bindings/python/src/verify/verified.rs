//! The proof that a payment was verified.

use pyo3::prelude::*;
use x402_core::verify;

use crate::{
    amount::Units,
    chain::ChainQueries,
    network::Network,
    out::{Tuple, chain_checks},
    pickle::unpicklable,
    repr,
    scheme::{ExpectedTransfer, Rejection},
};

/// A payment whose payer's signature is proven and which breaks no rule that could be checked.
///
/// Only the `verify` functions make one: it has no constructor and cannot be pickled.
#[pyclass(frozen, eq, str = "{0}", module = "x402_core")]
#[derive(Clone, Debug, Eq, PartialEq)]
pub(crate) struct Verified(pub(crate) verify::Verified);

#[pymethods]
impl Verified {
    #[classattr]
    fn __match_args__() -> (&'static str, &'static str, &'static str) {
        ("payer", "amount", "network")
    }

    #[getter]
    fn payer(&self) -> String {
        self.0.payer().to_string()
    }

    #[getter]
    fn amount(&self) -> Units {
        Units(self.0.amount())
    }

    #[getter]
    fn asset(&self) -> String {
        self.0.asset().to_string()
    }

    #[getter]
    fn network(&self) -> Network {
        Network(self.0.network().clone())
    }

    #[getter]
    fn pay_to(&self) -> String {
        self.0.pay_to().to_string()
    }

    #[getter]
    fn mechanism(&self) -> &'static str {
        self.0.mechanism().as_str()
    }

    #[getter]
    fn signature(&self) -> Vec<u8> {
        self.0.signature().to_bytes()
    }

    #[getter]
    fn replay_key(&self) -> String {
        self.0.replay_key()
    }

    #[getter]
    fn keep_until(&self) -> u64 {
        self.0.keep_until()
    }

    #[getter]
    fn unchecked(&self) -> Tuple<&'static str> {
        chain_checks(self.0.unchecked())
    }

    #[getter]
    fn warnings(&self) -> Tuple<Rejection> {
        Tuple(self.0.warnings().iter().cloned().map(Rejection).collect())
    }

    fn expected_transfer(&self) -> ExpectedTransfer {
        ExpectedTransfer(self.0.expected_transfer())
    }

    fn queries(&self) -> ChainQueries {
        ChainQueries(self.0.queries())
    }

    fn __repr__(slf: &Bound<'_, Self>) -> PyResult<String> {
        repr::members(
            slf,
            &["payer", "amount", "asset", "network", "pay_to", "method"],
        )
    }

    fn __hash__(&self) -> u64 {
        crate::hash::of(&self.0.replay_key())
    }

    fn __copy__(slf: Bound<'_, Self>) -> Bound<'_, Self> {
        slf
    }

    fn __deepcopy__<'py>(slf: Bound<'py, Self>, _memo: &Bound<'py, PyAny>) -> Bound<'py, Self> {
        slf
    }

    fn __reduce__(&self) -> PyResult<()> {
        unpicklable::<Self>("keep the payment and verify it again")
    }
}
