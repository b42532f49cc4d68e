//! The answer that asks for payment.

use alloc::string::String;

use super::{NonEmpty, PaymentRequirements, ResourceInfo, message};
use crate::json::Object;

message! {
    /// The answer that asks for payment: the header `PAYMENT-REQUIRED` of a 402.
    ///
    /// Source: core specification v2 §5.1. It requires `resource`; the Python SDK leaves it out, so
    /// it may be absent.
    pub struct PaymentRequired {
        "x402Version" => version V2,
        /// Why payment is required, for people.
        "error" => optional error: String,
        /// What is paid for.
        "resource" => optional resource: ResourceInfo,
        /// The ways to pay, of which the client chooses one. An entry that cannot be read does not
        /// spoil the others; the message is refused only where none can be read.
        "accepts" => required accepts: NonEmpty<PaymentRequirements>,
        /// The server's extensions, by name.
        "extensions" => optional extensions: Object<'static>,
    }
}
