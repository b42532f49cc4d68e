//! One way to pay.

use super::{Text, message};
use crate::{amount::Amount, json::Object, network::Network};

message! {
    /// One way to pay: one of the `accepts` of a [`PaymentRequired`](super::PaymentRequired).
    ///
    /// Schemes and networks that this library does not know are read too: a client passes them over.
    ///
    /// Source: core specification v2 §5.1.2.
    pub struct PaymentRequirements {
        /// How the payment is made, such as `exact`.
        "scheme" => required scheme: Text,
        /// Where it is made.
        "network" => required network: Network,
        /// How much, in atomic units of the asset.
        "amount" => required amount: Amount,
        /// The token's address, in the network's own form.
        "asset" => required asset: Text,
        /// Who is paid: an address in the network's own form, or a role such as `merchant`.
        "payTo" => required pay_to: Text,
        /// How long the payment may take, in seconds.
        "maxTimeoutSeconds" => required max_timeout_seconds: u64,
        /// Scheme-specific data.
        "extra" => optional extra: Object<'static>,
    }
}
