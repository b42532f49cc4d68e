//! The five HTTP headers: JSON in standard base64.

use x402_core::header;

use crate::{
    error::Refusal,
    message::{AnyPaymentPayload, PaymentPayload, PaymentRequired, SettleResponse},
    v1::PaymentPayloadV1,
};

/// Declares a header's decoder and encoder.
macro_rules! codec {
    (
        $(#[$decode_doc:meta])* $decode:ident,
        $(#[$encode_doc:meta])* $encode:ident,
        $message:ty
    ) => {
        $(#[$decode_doc])*
        #[uniffi::export]
        pub fn $decode(value: String) -> Result<$message, Refusal> {
            Ok((&header::$decode(&value)?).into())
        }

        $(#[$encode_doc])*
        #[uniffi::export]
        pub fn $encode(message: &$message) -> Result<String, Refusal> {
            Ok(header::$encode(&message.read()?)?)
        }
    };
}

codec! {
    /// Reads the value of `PAYMENT-REQUIRED`; a value that is none is malformed.
    decode_payment_required,
    /// Writes the value of `PAYMENT-REQUIRED`; a field that the message may not have is malformed.
    encode_payment_required,
    PaymentRequired
}

codec! {
    /// Reads the value of `PAYMENT-RESPONSE`; a value that is none is malformed.
    decode_payment_response,
    /// Writes the value of `PAYMENT-RESPONSE`; a field that the message may not have is malformed.
    encode_payment_response,
    SettleResponse
}

codec! {
    /// Reads the value of `PAYMENT-SIGNATURE`; a value that is none is malformed.
    decode_payment_signature,
    /// Writes the value of `PAYMENT-SIGNATURE`; a field that the message may not have is malformed.
    encode_payment_signature,
    PaymentPayload
}

codec! {
    /// Reads the value of `X-PAYMENT`; a value that is none is malformed.
    decode_x_payment,
    /// Writes the value of `X-PAYMENT`; a field that the message may not have is malformed.
    encode_x_payment,
    PaymentPayloadV1
}

codec! {
    /// Reads the value of `X-PAYMENT-RESPONSE`; a value that is none is malformed.
    decode_x_payment_response,
    /// Writes the value of `X-PAYMENT-RESPONSE`; a field that the message may not have is malformed.
    encode_x_payment_response,
    SettleResponse
}

/// One HTTP header.
#[derive(Clone, Debug, Eq, PartialEq, uniffi::Record)]
pub struct HttpHeader {
    /// The name, in any case.
    pub name: String,
    /// The value.
    pub value: String,
}

impl HttpHeader {
    pub(crate) fn new((name, value): (&str, &str)) -> Self {
        Self {
            name: name.to_owned(),
            value: value.to_owned(),
        }
    }
}

/// Reads the one payment out of a request's headers; none if the request does not pay.
///
/// Two payment headers, of one name or of both, and a value that is a list are malformed: which of
/// two payments counts must not depend on who reads them.
#[uniffi::export]
pub fn find_payment(headers: Vec<HttpHeader>) -> Result<Option<AnyPaymentPayload>, Refusal> {
    let Some(found) = header::PaymentHeader::find(pairs(&headers))? else {
        return Ok(None);
    };
    Ok(Some((&found.decode()?).into()))
}

/// Reads the one payment out of the headers of a request that has to pay.
#[uniffi::export]
pub fn require_payment(headers: Vec<HttpHeader>) -> Result<AnyPaymentPayload, Refusal> {
    let found = header::PaymentHeader::require(pairs(&headers))?;
    Ok((&found.decode()?).into())
}

fn pairs(headers: &[HttpHeader]) -> impl Iterator<Item = (&str, &str)> {
    headers.iter().map(|header| (&*header.name, &*header.value))
}
