//! What a JSON text is, by its members.

use x402_core::{
    Error, header,
    json::{Json, Object},
    message::{
        PaymentPayload, PaymentRequired, PaymentRequirements, SettleRequest, SettleResponse,
        SupportedResponse, VerifyRequest, VerifyResponse,
    },
    v1,
};

use crate::cli::Kind;

/// The message that has these members, if there is one.
pub(super) fn kind(message: &Json<'_>) -> Option<Kind> {
    let object = message.as_object()?;
    let has = |name: &str| object.get(name).is_some();
    Some(if has("paymentPayload") || has("paymentRequirements") {
        Kind::VerifyRequest
    } else if has("accepts") {
        Kind::PaymentRequired
    } else if has("payload") || has("accepted") {
        Kind::PaymentPayload
    } else if has("isValid") {
        Kind::VerifyResponse
    } else if has("success") {
        Kind::SettleResponse
    } else if has("kinds") {
        Kind::SupportedResponse
    } else if has("scheme") && has("network") {
        Kind::PaymentRequirements
    } else {
        return None;
    })
}

/// The message's name in the specification.
pub(super) fn name(kind: Kind) -> &'static str {
    match kind {
        Kind::PaymentRequired => "PaymentRequired",
        Kind::PaymentRequirements => "PaymentRequirements",
        Kind::PaymentPayload => "PaymentPayload",
        Kind::VerifyRequest => "VerifyRequest",
        Kind::SettleRequest => "SettleRequest",
        Kind::VerifyResponse => "VerifyResponse",
        Kind::SettleResponse => "SettleResponse",
        Kind::SupportedResponse => "SupportedResponse",
        Kind::Transaction => "Transaction",
    }
}

/// What keeps the text from being a well-formed message, if anything does.
pub(super) fn defect(
    kind: Kind,
    version: Option<u64>,
    header: Option<&str>,
    message: Json<'_>,
) -> Option<Error> {
    let is_v1 = match header {
        Some(header::X_PAYMENT) => true,
        Some(header::PAYMENT_SIGNATURE | header::PAYMENT_REQUIRED) => false,
        _ => version == Some(1),
    };
    match (kind, is_v1) {
        (Kind::PaymentRequired, false) => PaymentRequired::from_json(message).err(),
        (Kind::PaymentRequired, true) => v1::PaymentRequired::from_json(message).err(),
        (Kind::PaymentPayload, false) => PaymentPayload::from_json(message).err(),
        (Kind::PaymentPayload, true) => v1::PaymentPayload::from_json(message).err(),
        (Kind::PaymentRequirements, _) if has_v1_amount(&message) => {
            v1::PaymentRequirements::from_json(message).err()
        }
        (Kind::PaymentRequirements, _) => PaymentRequirements::from_json(message).err(),
        (Kind::VerifyRequest, _) => VerifyRequest::from_json(message).err(),
        (Kind::SettleRequest, _) => SettleRequest::from_json(message).err(),
        (Kind::VerifyResponse, _) => VerifyResponse::from_json(message).err(),
        (Kind::SettleResponse, _) => SettleResponse::from_json(message).err(),
        (Kind::SupportedResponse, _) => SupportedResponse::from_json(message).err(),
        (Kind::Transaction, _) => None,
    }
}

/// Requirements state no version; their amount's name tells.
fn has_v1_amount(message: &Json<'_>) -> bool {
    let has = |object: &Object<'_>| object.get("maxAmountRequired").is_some();
    message.as_object().is_some_and(has)
}
