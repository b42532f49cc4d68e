//! The client's payment.

use x402_core::v1;

use crate::{json::JsonText, message::message};

message! {
    /// The client's payment in version 1: the header `X-PAYMENT` of a request.
    PaymentPayloadV1(v1::PaymentPayload), Some(v1::PaymentPayload::VERSION.number()), parse_payment_payload_v1;
    /// How the payment is made, such as `exact`.
    scheme: String = "scheme", |m| m.scheme.to_string();
    /// Where it is made, by version 1's name, such as `base`.
    network: String = "network", |m| m.network.to_string();
    /// The payment itself, in the scheme's own form: a JSON object.
    payload: JsonText = "payload", |m| JsonText::of(&m.payload);
}
