//! One way to pay.

use x402_core::message;

use super::message;
use crate::json::JsonText;

message! {
    /// One way to pay: one of the `accepts` of a `PaymentRequired`.
    PaymentRequirements(message::PaymentRequirements), None, parse_payment_requirements;
    /// How the payment is made, such as `exact`.
    scheme: String = "scheme", |m| m.scheme.to_string();
    /// Where it is made: a CAIP-2 name such as `eip155:8453`.
    network: String = "network", |m| m.network.to_string();
    /// How much, in atomic units of the asset: decimal digits.
    amount: String = "amount", |m| m.amount.to_string();
    /// The token's address, in the network's own form.
    asset: String = "asset", |m| m.asset.to_string();
    /// Who is paid: an address in the network's own form, or a role such as `merchant`.
    pay_to: String = "payTo", |m| m.pay_to.to_string();
    /// How long the payment may take, in seconds.
    max_timeout_seconds: u64 = "maxTimeoutSeconds", |m| m.max_timeout_seconds;
    /// What the scheme needs to know besides: a JSON object.
    #[uniffi(default = None)]
    extra: Option<JsonText> = "extra", |m| JsonText::maybe(m.extra.as_ref());
}
