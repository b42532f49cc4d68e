//! The client's payment.

use x402_core::v1;

use crate::{
    json::Dict,
    wire::{message, write},
};

message! {
    /// The client's payment: the header `X-PAYMENT` of a request.
    PaymentPayload(v1::PaymentPayload), "x402_core.v1", Some(v1::PaymentPayload::VERSION.number());
    required {
        scheme = "scheme" as write::any;
        network = "network" as write::any;
        payload = "payload" as write::any;
    }
    optional {}
    get {
        x402_version: u64 = |_m| v1::PaymentPayload::VERSION.number();
        scheme: &str = |m| &m.scheme;
        network: &str = |m| &m.network;
        payload: Dict<'_> = |m| Dict(&m.payload);
    }
}
