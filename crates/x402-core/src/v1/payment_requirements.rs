//! One way to pay.

use alloc::string::String;

use crate::{
    amount::Amount,
    json::Object,
    message::{Text, message},
};

message! {
    /// One way to pay: one of the `accepts` of a [`PaymentRequired`](super::PaymentRequired).
    ///
    /// Schemes and networks that this library does not know are read too.
    ///
    /// Source: core specification v1 §5.1.2. It requires `description`; the Python SDK may leave it
    /// out, so it may be absent.
    pub struct PaymentRequirements {
        /// How the payment is made, such as `exact`.
        "scheme" => required scheme: Text,
        /// Where it is made, such as `base-sepolia`; [`NetworkName`](super::NetworkName) knows some.
        "network" => required network: Text,
        /// How much at most, in atomic units of the asset.
        "maxAmountRequired" => required max_amount_required: Amount,
        /// The token's address, in the network's own form.
        "asset" => required asset: Text,
        /// Who is paid: an address in the network's own form.
        "payTo" => required pay_to: Text,
        /// The URL of what is paid for.
        "resource" => required resource: String,
        /// What it is, for people.
        "description" => optional description: String,
        /// The media type of the paid answer.
        "mimeType" => optional mime_type: String,
        /// What the paid answer looks like, as JSON Schema.
        "outputSchema" => optional output_schema: Object<'static>,
        /// How long the payment may take, in seconds.
        "maxTimeoutSeconds" => required max_timeout_seconds: u64,
        /// Scheme-specific data.
        "extra" => optional extra: Object<'static>,
    }
}
