//! What became of a payment.

use x402_core::message;

use super::message;
use crate::{json::JsonText, value::digits};

message! {
    /// What became of a payment: a facilitator's answer to `POST /settle`, and the header
    /// `PAYMENT-RESPONSE` (version 1: `X-PAYMENT-RESPONSE`).
    SettleResponse(message::SettleResponse), None, parse_settle_response;
    /// Whether it was settled.
    success: bool = "success", |m| m.success;
    /// The transaction's id on the network; empty if there is none.
    transaction: String = "transaction", |m| m.transaction.clone();
    /// Where it was settled, by either version's name.
    network: String = "network", |m| m.network.clone();
    /// Why it was not, as a code.
    #[uniffi(default = None)]
    error_reason: Option<String> = "errorReason", |m| m.error_reason.clone();
    /// Why it was not, for people.
    #[uniffi(default = None)]
    error_message: Option<String> = "errorMessage", |m| m.error_message.clone();
    /// Who paid.
    #[uniffi(default = None)]
    payer: Option<String> = "payer", |m| m.payer.clone();
    /// How much was settled, in atomic units: decimal digits.
    #[uniffi(default = None)]
    amount: Option<String> = "amount", |m| m.amount.map(digits);
    /// What the facilitator's extensions say, by name: a JSON object.
    #[uniffi(default = None)]
    extensions: Option<JsonText> = "extensions", |m| JsonText::maybe(m.extensions.as_ref());
    /// What the scheme has to say besides: a JSON object.
    #[uniffi(default = None)]
    extra: Option<JsonText> = "extra", |m| JsonText::maybe(m.extra.as_ref());
}
