//! The client's payment.

use x402_core::message;

use super::{ResourceInfo, message};
use crate::json::JsonText;

message! {
    /// The client's payment: the header `PAYMENT-SIGNATURE` of a request.
    PaymentPayload(message::PaymentPayload), Some(message::PaymentPayload::VERSION.number()), parse_payment_payload;
    /// The requirements that the payer says it accepts: a JSON object. Compared, never believed.
    accepted: JsonText = "accepted", |m| JsonText::of(&m.accepted);
    /// The payment itself, in the scheme's own form: a JSON object.
    payload: JsonText = "payload", |m| JsonText::of(&m.payload);
    /// What is paid for.
    #[uniffi(default = None)]
    resource: Option<ResourceInfo> = "resource", |m| m.resource.as_ref().map(Into::into);
    /// The server's extensions, repeated and added to, by name: a JSON object.
    #[uniffi(default = None)]
    extensions: Option<JsonText> = "extensions", |m| JsonText::maybe(m.extensions.as_ref());
}
