//! The answer that asks for payment.

use x402_core::v1;

use super::PaymentRequirements;
use crate::{
    message::UnreadEntry,
    out::Tuple,
    wire::{message, write},
};

message! {
    /// The answer that asks for payment: the JSON body of a 402.
    PaymentRequired(v1::PaymentRequired), "x402_core.v1", Some(v1::PaymentRequired::VERSION.number());
    required {
        accepts = "accepts" as write::messages;
    }
    optional {
        error = "error" as write::any;
    }
    get {
        x402_version: u64 = |_m| v1::PaymentRequired::VERSION.number();
        error: Option<&str> = |m| m.error.as_deref();
        accepts: Tuple<PaymentRequirements> = |m| {
            Tuple(m.accepts.iter().cloned().map(PaymentRequirements).collect())
        };
        unread: Tuple<UnreadEntry> = |m| UnreadEntry::all(m.accepts.unread());
    }
}
