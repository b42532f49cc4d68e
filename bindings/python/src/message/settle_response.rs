//! What became of a payment.

use x402_core::message;

use crate::wire::{message, write};
use crate::{amount::Units, json::Dict};

message! {
    /// What became of a payment: a facilitator's answer to `POST /settle`, and the header
    /// `PAYMENT-RESPONSE` (version 1: `X-PAYMENT-RESPONSE`).
    SettleResponse(message::SettleResponse), "x402_core", None;
    required {
        success = "success" as write::any;
        transaction = "transaction" as write::any;
        network = "network" as write::any;
    }
    optional {
        error_reason = "errorReason" as write::any;
        error_message = "errorMessage" as write::any;
        payer = "payer" as write::any;
        amount = "amount" as write::amount;
        extensions = "extensions" as write::any;
        extra = "extra" as write::any;
    }
    get {
        success: bool = |m| m.success;
        error_reason: Option<&str> = |m| m.error_reason.as_deref();
        error_message: Option<&str> = |m| m.error_message.as_deref();
        transaction: &str = |m| &m.transaction;
        network: &str = |m| &m.network;
        payer: Option<&str> = |m| m.payer.as_deref();
        amount: Option<Units> = |m| m.amount.map(Units);
        extensions: Option<Dict<'_>> = |m| m.extensions.as_ref().map(Dict);
        extra: Option<Dict<'_>> = |m| m.extra.as_ref().map(Dict);
    }
}
