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

use alloc::string::{String, ToString};
use core::fmt;

pub use self::{
    base64::{decode_base64, encode_base64},
    payment_header::{AnyPaymentPayload, PaymentHeader},
};
use crate::{
    error::Error,
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

/// Writes a message that is known to be within the decoder's limits.
pub(crate) fn encode(message: &impl fmt::Display) -> String {
    encode_base64(message.to_string())
}

/// Declares a header's decoder and encoder.
macro_rules! codec {
    ($header:literal, $decode:ident, $encode:ident, $message:ty) => {
        #[doc = concat!("Reads the value of `", $header, "`.")]
        ///
        /// # Errors
        ///
        /// The value is too long or not base64, its text is not JSON, or the JSON is not this message.
        pub fn $decode(value: impl AsRef<[u8]>) -> Result<$message, Error> {
            <$message>::parse(decode_base64(value, MAX_LENGTH)?)
        }

        #[doc = concat!("Writes the value of `", $header, "`, always in the same form.")]
        ///
        /// # Errors
        ///
        /// The message is one that the decoder would refuse: `json.depth` or `json.nodes` at the
        /// first value too many. A message that was read is within the limits.
        pub fn $encode(message: &$message) -> Result<String, Error> {
            message.check_limits()?;
            Ok(encode(message))
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
