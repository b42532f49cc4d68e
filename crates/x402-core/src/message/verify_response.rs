//! A facilitator's answer to `POST /verify`.

use alloc::string::String;

use super::message;
use crate::json::Object;

message! {
    /// A facilitator's answer to `POST /verify`, in both versions.
    ///
    /// Reasons that this library does not know are read too.
    ///
    /// Source: core specification v2 §5.4 and §7.1; `invalidMessage`, `extensions` and `extra` are
    /// the SDKs' own.
    pub struct VerifyResponse {
        /// Whether the payment is valid.
        "isValid" => required is_valid: bool,
        /// Why it is not: a code.
        "invalidReason" => optional invalid_reason: String,
        /// Why it is not, for people.
        "invalidMessage" => optional invalid_message: String,
        /// Who pays.
        "payer" => optional payer: String,
        /// What the facilitator says about extensions.
        "extensions" => optional extensions: Object<'static>,
        /// What the scheme says besides.
        "extra" => optional extra: Object<'static>,
    }
}
