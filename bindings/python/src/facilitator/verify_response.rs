//! A facilitator's answer to `POST /verify`.

use x402_core::message;

use crate::json::Dict;
use crate::wire::{message, write};

message! {
    /// A facilitator's answer to `POST /verify`, in both versions.
    VerifyResponse(message::VerifyResponse), "x402_core", None;
    required {
        is_valid = "isValid" as write::any;
    }
    optional {
        invalid_reason = "invalidReason" as write::any;
        invalid_message = "invalidMessage" as write::any;
        payer = "payer" as write::any;
        extensions = "extensions" as write::any;
        extra = "extra" as write::any;
    }
    get {
        is_valid: bool = |m| m.is_valid;
        invalid_reason: Option<&str> = |m| m.invalid_reason.as_deref();
        invalid_message: Option<&str> = |m| m.invalid_message.as_deref();
        payer: Option<&str> = |m| m.payer.as_deref();
        extensions: Option<Dict<'_>> = |m| m.extensions.as_ref().map(Dict);
        extra: Option<Dict<'_>> = |m| m.extra.as_ref().map(Dict);
    }
}
