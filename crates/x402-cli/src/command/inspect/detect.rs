//! What a JSON text is, by its members.

use x402_core::{
    Error, X402Version,
    any::{
        AnyPaymentPayload, AnyPaymentRequired, AnyPaymentRequirements, SettleRequest, VerifyRequest,
    },
    header,
    json::Json,
    message::{SettleResponse, SupportedResponse, VerifyResponse},
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

/// The entries of `accepts` of a well-formed message, which other kinds do not have.
///
/// # Errors
///
/// What keeps the text from being a well-formed message.
pub(super) fn entries(
    kind: Kind,
    version: Option<u64>,
    header: Option<&str>,
    message: Json<'_>,
) -> Result<Vec<AnyPaymentRequirements>, Error> {
    let version = match header {
        Some(header::X_PAYMENT) => X402Version::V1,
        Some(header::PAYMENT_SIGNATURE | header::PAYMENT_REQUIRED) => X402Version::V2,
        _ if version == Some(X402Version::V1.number()) => X402Version::V1,
        _ => X402Version::V2,
    };
    match kind {
        Kind::PaymentRequired => {
            let required = AnyPaymentRequired::from_json_as(version, message)?;
            return Ok(required.into_accepts());
        }
        Kind::PaymentRequirements => return Ok(vec![AnyPaymentRequirements::from_json(message)?]),
        Kind::PaymentPayload => AnyPaymentPayload::from_json_as(version, message).err(),
        Kind::VerifyRequest => VerifyRequest::from_json(message).err(),
        Kind::SettleRequest => SettleRequest::from_json(message).err(),
        Kind::VerifyResponse => VerifyResponse::from_json(message).err(),
        Kind::SettleResponse => SettleResponse::from_json(message).err(),
        Kind::SupportedResponse => SupportedResponse::from_json(message).err(),
        Kind::Transaction => None,
    }
    .map_or_else(|| Ok(Vec::new()), Err)
}
