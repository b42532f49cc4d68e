//! The answer that asks for payment.

use x402_core::v1;

use super::PaymentRequirementsV1;
use crate::message::message;

message! {
    /// The answer that asks for payment in version 1: the JSON body of a 402.
    PaymentRequiredV1(v1::PaymentRequired), Some(v1::PaymentRequired::VERSION.number()), parse_payment_required_v1;
    /// The ways to pay that could be read, at least one.
    accepts: Vec<PaymentRequirementsV1> = "accepts", |m| m.accepts.iter().map(Into::into).collect();
    + /// The elements of `accepts` that could not be read: they do not spoil the others.
    unread: accepts;
    /// Why payment is asked for, in the server's words.
    #[uniffi(default = None)]
    error: Option<String> = "error", |m| m.error.clone();
}
