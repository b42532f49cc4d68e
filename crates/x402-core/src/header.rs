//! The five HTTP headers: JSON in standard base64.
//!
//! | Header | Version | From | Carries |
//! |---|---|---|---|
//! | `PAYMENT-REQUIRED` | 2 | server | [`PaymentRequired`] |
//! | `PAYMENT-SIGNATURE` | 2 | client | [`PaymentPayload`] |
//! | `PAYMENT-RESPONSE` | 2 | server | [`SettleResponse`] |
//! | `X-PAYMENT` | 1 | client | [`v1::PaymentPayload`] |
//! | `X-PAYMENT-RESPONSE` | 1 | server | [`SettleResponse`] |
//!
//! In version 1 the server asks for payment in the body: [`v1::PaymentRequired::parse`] reads it.
//! A value may be [`MAX_LENGTH`] bytes long; for another limit, [`decode_base64`] is the first half
//! of a decoder and the message's `parse` the second.
//!
//! Source: HTTP transport specifications v1 and v2.

pub(crate) mod base64;
mod payment_header;

use alloc::{
    format,
    string::{String, ToString},
};
use core::fmt;

pub use self::{
    base64::{decode_base64, encode_base64},
    payment_header::PaymentHeader,
};
use crate::{
    error::{Error, ErrorCode, Position},
    message::{PaymentPayload, PaymentRequired, SettleResponse},
    v1,
};

/// The header in which a server asks for payment, in version 2.
pub const PAYMENT_REQUIRED: &str = "PAYMENT-REQUIRED";

/// The header in which a server says what became of the payment, in version 2.
pub const PAYMENT_RESPONSE: &str = "PAYMENT-RESPONSE";

/// The header in which a client pays, in version 2.
pub const PAYMENT_SIGNATURE: &str = "PAYMENT-SIGNATURE";

/// The header in which a client pays, in version 1.
pub const X_PAYMENT: &str = "X-PAYMENT";

/// The header in which a server says what became of the payment, in version 1.
pub const X_PAYMENT_RESPONSE: &str = "X-PAYMENT-RESPONSE";

/// How many bytes a header's value may have unless the caller says otherwise.
pub const MAX_LENGTH: usize = 64 * 1024;

/// The one value of a header that a peer may send once: `None` if there is none.
///
/// A response's header that arrives twice with one value is that value: libraries and proxies on
/// the way add it again. A request's payment is sent once, and which of two values counts must not
/// depend on who reads them.
///
/// # Errors
///
/// `header.duplicate` if there are several; in a response, if they differ.
///
/// ```
/// use x402_core::header::{self, PAYMENT_RESPONSE, PAYMENT_SIGNATURE};
///
/// assert_eq!(header::single(PAYMENT_RESPONSE, &["e30=", "e30="])?, Some(&"e30="));
/// assert!(header::single(PAYMENT_RESPONSE, &["e30=", "bnVsbA=="]).is_err());
/// assert!(header::single(PAYMENT_SIGNATURE, &["e30=", "e30="]).is_err());
/// # Ok::<(), x402_core::Error>(())
/// ```
pub fn single<'v, V: PartialEq>(name: &str, values: &'v [V]) -> Result<Option<&'v V>, Error> {
    let Some((first, others)) = values.split_first() else {
        return Ok(None);
    };
    let is_of_response = [PAYMENT_REQUIRED, PAYMENT_RESPONSE, X_PAYMENT_RESPONSE]
        .iter()
        .any(|known| known.eq_ignore_ascii_case(name));
    if others.is_empty() || is_of_response && others.iter().all(|other| other == first) {
        return Ok(Some(first));
    }
    Err(duplicate(name, values.len()))
}

/// The value of a response's header. A library that joins the lines of a header gives a list: one
/// value if all of its elements are the same.
fn joined<'v>(name: &str, value: &'v [u8]) -> Result<&'v [u8], Error> {
    let mut elements = value.split(|byte| *byte == b',');
    let first = elements.next().unwrap_or_default();
    let mut count = 1_usize;
    let mut is_one = true;
    let element = first.trim_ascii_end();
    for other in elements {
        count += 1;
        is_one &= other.trim_ascii() == element;
    }
    match count {
        1 => Ok(value),
        _ if is_one => Ok(element),
        // Not a list of values, but JSON: base64 has no quotation marks.
        _ if value.contains(&b'"') => Ok(value),
        _ => Err(duplicate(name, count)),
    }
}

fn duplicate(name: &str, count: usize) -> Error {
    let (code, expected) = (ErrorCode::HeaderDuplicate, format!("one {name}"));
    Error::new(code, Position::Headers, expected, count.to_string())
}

/// Writes a message that is known to be within the decoder's limits.
pub(crate) fn encode(message: &impl fmt::Display) -> String {
    encode_base64(message.to_string())
}

/// A value that [`decode_base64`] takes within [`MAX_LENGTH`].
fn check_length(value: String) -> Result<String, Error> {
    base64::check_length(value.as_bytes(), MAX_LENGTH)?;
    Ok(value)
}

/// Reads the value of `PAYMENT-REQUIRED`.
///
/// A list of equal values, as a library gives it that joins the lines of a header, is one value.
///
/// # Errors
///
/// The values of a list differ; the value is longer than [`MAX_LENGTH`] or not base64, its text is
/// not JSON, or the JSON is not this message.
pub fn decode_payment_required(value: impl AsRef<[u8]>) -> Result<PaymentRequired, Error> {
    PaymentRequired::parse(decode_base64(
        joined(PAYMENT_REQUIRED, value.as_ref())?,
        MAX_LENGTH,
    )?)
}

/// Writes the value of `PAYMENT-REQUIRED`, always in the same form.
///
/// # Errors
///
/// The decoder would refuse the value: `json.depth` or `json.nodes` at the first value too many,
/// `header.size` if it is longer than [`MAX_LENGTH`].
pub fn encode_payment_required(message: &PaymentRequired) -> Result<String, Error> {
    message.check_limits()?;
    check_length(encode(message))
}

/// Reads the value of `PAYMENT-RESPONSE`.
///
/// A list of equal values, as a library gives it that joins the lines of a header, is one value.
///
/// # Errors
///
/// The values of a list differ; the value is longer than [`MAX_LENGTH`] or not base64, its text is
/// not JSON, or the JSON is not this message.
pub fn decode_payment_response(value: impl AsRef<[u8]>) -> Result<SettleResponse, Error> {
    SettleResponse::parse(decode_base64(
        joined(PAYMENT_RESPONSE, value.as_ref())?,
        MAX_LENGTH,
    )?)
}

/// Writes the value of `PAYMENT-RESPONSE`, always in the same form.
///
/// # Errors
///
/// The decoder would refuse the value: `json.depth` or `json.nodes` at the first value too many,
/// `header.size` if it is longer than [`MAX_LENGTH`].
pub fn encode_payment_response(message: &SettleResponse) -> Result<String, Error> {
    message.check_limits()?;
    check_length(encode(message))
}

/// Reads the value of `PAYMENT-SIGNATURE`.
///
/// # Errors
///
/// The value is longer than [`MAX_LENGTH`] or not base64, its text is not JSON, or the JSON is not
/// this message.
pub fn decode_payment_signature(value: impl AsRef<[u8]>) -> Result<PaymentPayload, Error> {
    PaymentPayload::parse(decode_base64(value, MAX_LENGTH)?)
}

/// Writes the value of `PAYMENT-SIGNATURE`, always in the same form.
///
/// # Errors
///
/// The decoder would refuse the value: `json.depth` or `json.nodes` at the first value too many,
/// `header.size` if it is longer than [`MAX_LENGTH`].
pub fn encode_payment_signature(message: &PaymentPayload) -> Result<String, Error> {
    message.check_limits()?;
    check_length(encode(message))
}

/// Reads the value of `X-PAYMENT`.
///
/// # Errors
///
/// The value is longer than [`MAX_LENGTH`] or not base64, its text is not JSON, or the JSON is not
/// this message.
pub fn decode_x_payment(value: impl AsRef<[u8]>) -> Result<v1::PaymentPayload, Error> {
    v1::PaymentPayload::parse(decode_base64(value, MAX_LENGTH)?)
}

/// Writes the value of `X-PAYMENT`, always in the same form.
///
/// # Errors
///
/// The decoder would refuse the value: `json.depth` or `json.nodes` at the first value too many,
/// `header.size` if it is longer than [`MAX_LENGTH`].
pub fn encode_x_payment(message: &v1::PaymentPayload) -> Result<String, Error> {
    message.check_limits()?;
    check_length(encode(message))
}

/// Reads the value of `X-PAYMENT-RESPONSE`.
///
/// A list of equal values, as a library gives it that joins the lines of a header, is one value.
///
/// # Errors
///
/// The values of a list differ; the value is longer than [`MAX_LENGTH`] or not base64, its text is
/// not JSON, or the JSON is not this message.
pub fn decode_x_payment_response(value: impl AsRef<[u8]>) -> Result<SettleResponse, Error> {
    SettleResponse::parse(decode_base64(
        joined(X_PAYMENT_RESPONSE, value.as_ref())?,
        MAX_LENGTH,
    )?)
}

/// Writes the value of `X-PAYMENT-RESPONSE`, always in the same form.
///
/// # Errors
///
/// The decoder would refuse the value: `json.depth` or `json.nodes` at the first value too many,
/// `header.size` if it is longer than [`MAX_LENGTH`].
pub fn encode_x_payment_response(message: &SettleResponse) -> Result<String, Error> {
    message.check_limits()?;
    check_length(encode(message))
}
