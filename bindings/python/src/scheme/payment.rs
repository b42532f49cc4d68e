//! Payments of either version, and headers that hold one.

use pyo3::{Borrowed, prelude::*};
use x402_core::scheme;

use crate::{
    either::either_version,
    text::{Octets, wrong_type},
};

either_version! {
    /// A payment of either version.
    AnyPayment, PaymentPayload
}

impl AnyPayment<'_> {
    pub(crate) fn payment(&self) -> scheme::Payment<'_> {
        match self {
            Self::V1(payment) => (&payment.get().0).into(),
            Self::V2(payment) => (&payment.get().0).into(),
        }
    }
}

/// A payment, or the header that carries it.
pub(crate) enum HeaderOrPayment<'py> {
    Header(Octets),
    Payment(AnyPayment<'py>),
}

impl<'py> FromPyObject<'_, 'py> for HeaderOrPayment<'py> {
    type Error = PyErr;

    fn extract(value: Borrowed<'_, 'py, PyAny>) -> PyResult<Self> {
        if let Ok(payment) = value.extract() {
            return Ok(Self::Payment(payment));
        }
        let header = value.extract().map(Self::Header);
        header.map_err(|_| wrong_type("a PaymentPayload, str or bytes", value))
    }
}
