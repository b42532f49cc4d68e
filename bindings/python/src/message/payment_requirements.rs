//! One way to pay.

use x402_core::message;

use crate::wire::{message, write};
use crate::{amount::Units, json::Dict, network::Network};

message! {
    /// One way to pay: one of the `accepts` of a `PaymentRequired`.
    PaymentRequirements(message::PaymentRequirements), "x402_core", None;
    required {
        scheme = "scheme" as write::any;
        network = "network" as write::any;
        amount = "amount" as write::amount;
        asset = "asset" as write::any;
        pay_to = "payTo" as write::any;
        max_timeout_seconds = "maxTimeoutSeconds" as write::any;
    }
    optional {
        extra = "extra" as write::any;
    }
    get {
        scheme: &str = |m| &m.scheme;
        network: Network = |m| Network(m.network.clone());
        amount: Units = |m| Units(m.amount);
        asset: &str = |m| &m.asset;
        pay_to: &str = |m| &m.pay_to;
        max_timeout_seconds: u64 = |m| m.max_timeout_seconds;
        extra: Option<Dict<'_>> = |m| m.extra.as_ref().map(Dict);
    }
}
