//! The five HTTP headers: JSON in standard base64.

use pyo3::prelude::*;
use x402_core::header;

use crate::{
    either::Payload,
    error,
    message::{PaymentPayload, PaymentRequired, SettleResponse},
    text::Octets,
    v1,
};

/// Declares a header's decoder and encoder.
macro_rules! codec {
    ($header:literal, $decode:ident, $encode:ident, $message:ty) => {
        #[doc = concat!("Reads the value of `", $header, "`.")]
        #[pyfunction]
        pub(crate) fn $decode(value: Octets) -> PyResult<$message> {
            let message = header::$decode(&value.0);
            message
                .map(<$message>::from)
                .map_err(|error| error::malformed(&error))
        }

        #[doc = concat!("Writes the value of `", $header, "`.")]
        #[pyfunction]
        pub(crate) fn $encode(message: &Bound<'_, $message>) -> PyResult<String> {
            header::$encode(&message.get().0).map_err(|error| error::malformed(&error))
        }
    };
}

codec!(
    "PAYMENT-REQUIRED",
    decode_payment_required,
    encode_payment_required,
    PaymentRequired
);
codec!(
    "PAYMENT-RESPONSE",
    decode_payment_response,
    encode_payment_response,
    SettleResponse
);
codec!(
    "PAYMENT-SIGNATURE",
    decode_payment_signature,
    encode_payment_signature,
    PaymentPayload
);
codec!(
    "X-PAYMENT",
    decode_x_payment,
    encode_x_payment,
    v1::PaymentPayload
);
codec!(
    "X-PAYMENT-RESPONSE",
    decode_x_payment_response,
    encode_x_payment_response,
    SettleResponse
);

/// Reads the one payment out of a request's headers; `None` if it does not pay.
#[pyfunction]
pub(crate) fn find_payment(headers: Headers) -> PyResult<Option<Payload>> {
    let found = header::PaymentHeader::find(headers.pairs())
        .and_then(|header| header.map(|header| header.decode()).transpose());
    let payment = found.map_err(|error| error::malformed(&error))?;
    Ok(payment.map(Payload::from))
}

/// Reads the one payment out of the headers of a request that has to pay.
#[pyfunction]
pub(crate) fn require_payment(headers: Headers) -> PyResult<Payload> {
    let payment =
        header::PaymentHeader::require(headers.pairs()).and_then(|header| header.decode());
    payment
        .map(Payload::from)
        .map_err(|error| error::malformed(&error))
}

/// A request's headers: pairs of name and value, as WSGI and ASGI have them.
#[derive(FromPyObject)]
#[pyo3(transparent)]
pub(crate) struct Headers(Vec<(Octets, Octets)>);

impl Headers {
    fn pairs(&self) -> impl Iterator<Item = (&[u8], &[u8])> {
        self.0.iter().map(|(name, value)| (&*name.0, &*value.0))
    }
}
