//! A facilitator's answer to `POST /verify`.

use x402_core::message;

use super::message;
use crate::json::JsonText;

message! {
    /// A facilitator's answer to `POST /verify`, in both versions.
    VerifyResponse(message::VerifyResponse), None, parse_verify_response;
    /// Whether the facilitator calls the payment valid.
    is_valid: bool = "isValid", |m| m.is_valid;
    /// Why not, as a code.
    #[uniffi(default = None)]
    invalid_reason: Option<String> = "invalidReason", |m| m.invalid_reason.clone();
    /// Why not, for people.
    #[uniffi(default = None)]
    invalid_message: Option<String> = "invalidMessage", |m| m.invalid_message.clone();
    /// Who pays.
    #[uniffi(default = None)]
    payer: Option<String> = "payer", |m| m.payer.clone();
    /// What the facilitator's extensions say, by name: a JSON object.
    #[uniffi(default = None)]
    extensions: Option<JsonText> = "extensions", |m| JsonText::maybe(m.extensions.as_ref());
    /// What the scheme has to say besides: a JSON object.
    #[uniffi(default = None)]
    extra: Option<JsonText> = "extra", |m| JsonText::maybe(m.extra.as_ref());
}
