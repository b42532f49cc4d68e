//! Headers and JSON texts, without any verification.

use std::borrow::Cow;

use serde::Deserialize;
use x402_core::{
    Error, ErrorCode,
    any::{SettleRequest, VerifyRequest},
    header::{self, PaymentHeader},
    message::{
        PaymentPayload, PaymentRequired, PaymentRequirements, ResourceInfo, SettleResponse,
        SupportedResponse, VerifyResponse,
    },
    v1,
};

use super::{Answer, read};

#[derive(Deserialize)]
struct HeaderRequest<'a> {
    #[serde(borrow)]
    header: Cow<'a, str>,
    #[serde(borrow)]
    value: Values<'a>,
}

/// A header's value, or all of them where it came more than once.
#[derive(Deserialize)]
#[serde(untagged)]
enum Values<'a> {
    Once(#[serde(borrow)] Cow<'a, str>),
    Repeated(#[serde(borrow)] Vec<Cow<'a, str>>),
}

pub(super) fn header(request: &str) -> Result<Answer, Answer> {
    let HeaderRequest { header, value } = read(request)?;
    let values = match value {
        Values::Once(value) => vec![value],
        Values::Repeated(values) => values,
    };
    let decoded = match &*header {
        "payment-signature" | "x-payment" => {
            PaymentHeader::require(values.iter().map(|value| (&*header, &**value)))
                .and_then(|payment| payment.decode())
                .map(drop)
        }
        "payment-required" => header::decode_payment_required(one(&header, &values)?).map(drop),
        "payment-response" => header::decode_payment_response(one(&header, &values)?).map(drop),
        "x-payment-response" => header::decode_x_payment_response(one(&header, &values)?).map(drop),
        _ => return Ok(Answer::Unsupported),
    };
    Ok(told(decoded))
}

/// The value of a server's header, which must be there once.
fn one<'v>(name: &str, values: &'v [Cow<'_, str>]) -> Result<&'v str, Answer> {
    let value = header::single(name, values).map_err(|error| Answer::from(&error))?;
    value.map(|value| &**value).ok_or_else(|| {
        let code = ErrorCode::HeaderMissing;
        Answer::Reject {
            code: Some(code.as_str().to_owned()),
            wire_code: Some(code.wire_code().to_owned()),
            path: None,
            detail: "expected one value, found none".to_owned(),
        }
    })
}

#[derive(Deserialize)]
struct JsonRequest<'a> {
    #[serde(borrow, rename = "type")]
    message: Cow<'a, str>,
    #[serde(rename = "x402Version")]
    version: u64,
    #[serde(borrow)]
    text: Cow<'a, str>,
}

pub(super) fn json(request: &str) -> Result<Answer, Answer> {
    let JsonRequest {
        message,
        version,
        text,
    } = read(request)?;
    let text = text.as_bytes();
    let decoded = match (&*message, version) {
        ("PaymentPayload", 1) => v1::PaymentPayload::parse(text).map(drop),
        ("PaymentPayload", 2) => PaymentPayload::parse(text).map(drop),
        ("PaymentRequired", 1) => v1::PaymentRequired::parse(text).map(drop),
        ("PaymentRequired", 2) => PaymentRequired::parse(text).map(drop),
        ("PaymentRequirements", 1) => v1::PaymentRequirements::parse(text).map(drop),
        ("PaymentRequirements", 2) => PaymentRequirements::parse(text).map(drop),
        ("ResourceInfo", 2) => ResourceInfo::parse(text).map(drop),
        ("SettleRequest", 1 | 2) => SettleRequest::parse(text).map(drop),
        ("SettleResponse", 1 | 2) => SettleResponse::parse(text).map(drop),
        ("SupportedResponse", 1 | 2) => SupportedResponse::parse(text).map(drop),
        ("VerifyRequest", 1 | 2) => VerifyRequest::parse(text).map(drop),
        ("VerifyResponse", 1 | 2) => VerifyResponse::parse(text).map(drop),
        _ => return Ok(Answer::Unsupported),
    };
    Ok(told(decoded))
}

fn told(decoded: Result<(), Error>) -> Answer {
    match decoded {
        Ok(()) => Answer::accept(),
        Err(error) => Answer::from(&error),
    }
}
