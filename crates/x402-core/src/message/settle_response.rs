//! What became of a payment.

use alloc::string::String;

use super::{Message, Path, Read, View, members, message};
use crate::{
    amount::Amount,
    error::Error,
    json::{Json, Object},
};

/// What became of a payment: a facilitator's answer to `POST /settle`, and the header
/// `PAYMENT-RESPONSE` (version 1: `X-PAYMENT-RESPONSE`).
///
/// Reasons that this library does not know are read too. Members are written in the order of
/// the specification's samples, `payer` after `network`; its table has another order.
///
/// Source: core specification v2 §5.3 and §7.2, v1 §5.3; `errorMessage` and `extra` are the
/// SDKs' own.
#[doc(alias = "SettlementResponse")]
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct SettleResponse {
    /// Whether the payment was made.
    pub success: bool,
    /// Why it was not: a code.
    pub error_reason: Option<String>,
    /// Why it was not, for people.
    pub error_message: Option<String>,
    /// The transaction in the network's own form, empty if there is none.
    pub transaction: String,
    /// Where it was made: a CAIP-2 name in version 2, one of version 1's own names there.
    pub network: String,
    /// Who paid.
    pub payer: Option<String>,
    /// How much was paid, where that may be less than was authorised.
    pub amount: Option<Amount>,
    /// What is said about extensions.
    pub extensions: Option<Object<'static>>,
    /// What the scheme says besides.
    pub extra: Option<Object<'static>>,
    unknown: Object<'static>,
}

impl SettleResponse {
    /// An answer with the members that every answer has.
    #[must_use]
    pub fn new(success: bool, transaction: String, network: String) -> Self {
        Self {
            success,
            error_reason: None,
            error_message: None,
            transaction,
            network,
            payer: None,
            amount: None,
            extensions: None,
            extra: None,
            unknown: Object::new(),
        }
    }

    /// The members that the specification does not know, as they arrived.
    #[must_use]
    pub fn unknown(&self) -> &Object<'static> {
        &self.unknown
    }
}

impl Read for SettleResponse {
    const NOUN: &'static str = "an object";

    fn read(json: Json<'_>, path: &Path<'_>) -> Result<Self, Error> {
        let names = [
            "success",
            "errorReason",
            "errorMessage",
            "transaction",
            "network",
            "payer",
            "amount",
            "extensions",
            "extra",
        ];
        let (
            [
                success,
                error_reason,
                error_message,
                transaction,
                network,
                payer,
                amount,
                extensions,
                extra,
            ],
            unknown,
        ) = members(json, path, names)?;
        Ok(Self {
            success: success.required()?,
            error_reason: error_reason.optional()?,
            error_message: error_message.optional()?,
            transaction: transaction.required()?,
            network: network.required()?,
            payer: payer.optional()?,
            amount: amount.optional()?,
            extensions: extensions.optional()?,
            extra: extra.optional()?,
            unknown,
        })
    }
}

impl Message for SettleResponse {
    fn view(&self) -> View<'_> {
        View::members()
            .with("success", self.success)
            .with_some("errorReason", self.error_reason.as_ref())
            .with_some("errorMessage", self.error_message.as_ref())
            .with("transaction", &self.transaction)
            .with("network", &self.network)
            .with_some("payer", self.payer.as_ref())
            .with_some("amount", self.amount.as_ref())
            .with_some("extensions", self.extensions.as_ref())
            .with_some("extra", self.extra.as_ref())
            .and_unknown(&self.unknown)
    }
}

message!(SettleResponse);
