//! What became of a payment.

use alloc::string::String;

use super::message;
use crate::{amount::Amount, json::Object};

message! {
    /// What became of a payment: a facilitator's answer to `POST /settle`, and the header
    /// `PAYMENT-RESPONSE` (version 1: `X-PAYMENT-RESPONSE`).
    ///
    /// Reasons that this library does not know are read too. Members are written in the order of
    /// the specification's samples, `payer` after `network`; its table has another order.
    ///
    /// Source: core specification v2 §5.3 and §7.2, v1 §5.3; `errorMessage` and `extra` are the
    /// SDKs' own.
    #[doc(alias = "SettlementResponse")]
    pub struct SettleResponse {
        /// Whether the payment was made.
        "success" => required success: bool,
        /// Why it was not: a code.
        "errorReason" => optional error_reason: String,
        /// Why it was not, for people.
        "errorMessage" => optional error_message: String,
        /// The transaction in the network's own form, empty if there is none.
        "transaction" => required transaction: String,
        /// Where it was made: a CAIP-2 name in version 2, one of version 1's own names there.
        "network" => required network: String,
        /// Who paid.
        "payer" => optional payer: String,
        /// How much was paid, where that may be less than was authorised.
        "amount" => optional amount: Amount,
        /// What is said about extensions.
        "extensions" => optional extensions: Object<'static>,
        /// What the scheme says besides.
        "extra" => optional extra: Object<'static>,
    }
}

impl SettleResponse {
    /// The `errorReason` of a settlement that was begun and is not finished.
    pub(crate) const PENDING: &'static str = "settlement_pending";

    /// The `errorReason` of a settlement that failed for no stated reason.
    pub(crate) const UNEXPECTED: &'static str = "unexpected_settle_error";

    /// The member of `extra` that states what became of a payment that bought nothing.
    pub(crate) const PAYMENT_STATE: &'static str = "paymentState";

    /// The `paymentState` of a payment that no facilitator has processed.
    pub(crate) const UNUSED: &'static str = "unused";
}
