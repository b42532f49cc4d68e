//! One way to pay.

use x402_core::v1;

use crate::{
    amount::Units,
    json::Dict,
    wire::{message, write},
};

message! {
    /// One way to pay: one of the `accepts` of a `PaymentRequired`.
    PaymentRequirements(v1::PaymentRequirements), "x402_core.v1", None;
    required {
        scheme = "scheme" as write::any;
        network = "network" as write::any;
        max_amount_required = "maxAmountRequired" as write::amount;
        asset = "asset" as write::any;
        pay_to = "payTo" as write::any;
        resource = "resource" as write::any;
        max_timeout_seconds = "maxTimeoutSeconds" as write::any;
    }
    optional {
        description = "description" as write::any;
        mime_type = "mimeType" as write::any;
        output_schema = "outputSchema" as write::any;
        extra = "extra" as write::any;
    }
    get {
        scheme: &str = |m| &m.scheme;
        network: &str = |m| &m.network;
        max_amount_required: Units = |m| Units(m.max_amount_required);
        asset: &str = |m| &m.asset;
        pay_to: &str = |m| &m.pay_to;
        resource: &str = |m| &m.resource;
        description: Option<&str> = |m| m.description.as_deref();
        mime_type: Option<&str> = |m| m.mime_type.as_deref();
        output_schema: Option<Dict<'_>> = |m| m.output_schema.as_ref().map(Dict);
        max_timeout_seconds: u64 = |m| m.max_timeout_seconds;
        extra: Option<Dict<'_>> = |m| m.extra.as_ref().map(Dict);
    }
}
