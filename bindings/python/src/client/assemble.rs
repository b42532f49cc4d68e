//! From a signature to a payment.

use pyo3::PyResult;
use x402_core::client::{self, AssembleError};

use super::SignedPayment;
use crate::error;

/// The payment, or why there is none.
pub(super) fn answer(
    payment: Result<client::SignedPayment, AssembleError>,
) -> PyResult<SignedPayment> {
    payment
        .map(SignedPayment)
        .map_err(|error| error::assemble(&error))
}
