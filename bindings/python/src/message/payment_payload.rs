//! The client's payment.

use x402_core::message;

use super::ResourceInfo;
use crate::json::Dict;
use crate::wire::{message, write};

message! {
    /// The client's payment: the header `PAYMENT-SIGNATURE` of a request.
    PaymentPayload(message::PaymentPayload), "x402_core", Some(message::PaymentPayload::VERSION.number());
    required {
        accepted = "accepted" as write::message;
        payload = "payload" as write::any;
    }
    optional {
        resource = "resource" as write::message;
        extensions = "extensions" as write::any;
    }
    get {
        x402_version: u64 = |_m| message::PaymentPayload::VERSION.number();
        resource: Option<ResourceInfo> = |m| m.resource.clone().map(ResourceInfo);
        accepted: Dict<'_> = |m| Dict(&m.accepted);
        payload: Dict<'_> = |m| Dict(&m.payload);
        extensions: Option<Dict<'_>> = |m| m.extensions.as_ref().map(Dict);
    }
}
