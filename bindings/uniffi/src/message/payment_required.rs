//! The answer that asks for payment.

use x402_core::message;

use super::{PaymentRequirements, ResourceInfo, message};
use crate::json::JsonText;

message! {
    /// The answer that asks for payment: the header `PAYMENT-REQUIRED` of a 402.
    PaymentRequired(message::PaymentRequired), Some(message::PaymentRequired::VERSION.number()), parse_payment_required;
    /// The ways to pay that could be read, at least one.
    accepts: Vec<PaymentRequirements> = "accepts", |m| m.accepts.iter().map(Into::into).collect();
    + /// The elements of `accepts` that could not be read: they do not spoil the others.
    unread: accepts;
    /// Why payment is asked for, in the server's words.
    #[uniffi(default = None)]
    error: Option<String> = "error", |m| m.error.clone();
    /// What is paid for.
    #[uniffi(default = None)]
    resource: Option<ResourceInfo> = "resource", |m| m.resource.as_ref().map(Into::into);
    /// What the server's extensions say, by name: a JSON object.
    #[uniffi(default = None)]
    extensions: Option<JsonText> = "extensions", |m| JsonText::maybe(m.extensions.as_ref());
}
