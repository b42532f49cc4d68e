//! The answer that asks for payment.

use x402_core::message;

use super::{PaymentRequirements, ResourceInfo, UnreadEntry};
use crate::wire::{message, write};
use crate::{json::Dict, out::Tuple};

message! {
    /// The answer that asks for payment: the header `PAYMENT-REQUIRED` of a 402.
    PaymentRequired(message::PaymentRequired), "x402_core", Some(message::PaymentRequired::VERSION.number());
    required {
        accepts = "accepts" as write::messages;
    }
    optional {
        error = "error" as write::any;
        resource = "resource" as write::message;
        extensions = "extensions" as write::any;
    }
    get {
        x402_version: u64 = |_m| message::PaymentRequired::VERSION.number();
        error: Option<&str> = |m| m.error.as_deref();
        resource: Option<ResourceInfo> = |m| m.resource.clone().map(ResourceInfo);
        accepts: Tuple<PaymentRequirements> = |m| {
            Tuple(m.accepts.iter().cloned().map(PaymentRequirements).collect())
        };
        unread: Tuple<UnreadEntry> = |m| UnreadEntry::all(m.accepts.unread());
        extensions: Option<Dict<'_>> = |m| m.extensions.as_ref().map(Dict);
    }
}
