//! The client's payment.

use super::{ResourceInfo, message};
use crate::json::Object;

message! {
    /// The client's payment: the header `PAYMENT-SIGNATURE` of a request.
    ///
    /// `accepted` and `payload` stay as they are: what is wrong inside them is for the rules of the
    /// scheme to refuse, not for the reader.
    ///
    /// Source: core specification v2 §5.2.
    pub struct PaymentPayload {
        "x402Version" => version V2,
        /// What is paid for.
        "resource" => optional resource: ResourceInfo,
        /// The way to pay that the client chose: the `PaymentRequirements` as it says it read them.
        "accepted" => required accepted: Object<'static>,
        /// The payment itself, in the scheme's own form.
        "payload" => required payload: Object<'static>,
        /// What the client answers to the server's extensions.
        "extensions" => optional extensions: Object<'static>,
    }
}
