//! What a facilitator can do.

use std::collections::HashMap;

use x402_core::message;

use super::message;
use crate::json::JsonText;

message! {
    /// A facilitator's answer to `GET /supported`, in both versions.
    SupportedResponse(message::SupportedResponse), None, parse_supported_response;
    /// The kinds of payment that could be read.
    kinds: Vec<SupportedKind> = "kinds", |m| m.kinds.iter().map(Into::into).collect();
    + /// The elements of `kinds` that could not be read: they do not spoil the others.
    unread: kinds;
    /// The extensions, by name.
    #[uniffi(default = [])]
    extensions: Vec<String> = "extensions", |m| m.extensions.clone();
    /// The facilitator's own addresses, by CAIP-2 pattern such as `eip155:*`.
    #[uniffi(default)]
    signers: HashMap<String, Vec<String>> = "signers", |m| m.signers.clone().into_iter().collect();
}

message! {
    /// One kind of payment that a facilitator can verify and settle.
    SupportedKind(message::SupportedKind), None, parse_supported_kind;
    /// The version of the protocol.
    x402_version: u64 = "x402Version", |m| m.x402_version;
    /// The scheme, such as `exact`.
    scheme: String = "scheme", |m| m.scheme.to_string();
    /// The network: a CAIP-2 name in version 2, one of version 1's own names there.
    network: String = "network", |m| m.network.to_string();
    /// What the scheme needs to know besides, such as `feePayer`: a JSON object.
    #[uniffi(default = None)]
    extra: Option<JsonText> = "extra", |m| JsonText::maybe(m.extra.as_ref());
}
