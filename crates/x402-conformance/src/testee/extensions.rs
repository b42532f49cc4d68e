//! Extensions that come back with a payment.

use serde::Deserialize;
use serde_json::value::RawValue;
use x402_core::{extension::check_extensions, json::Json, message::PaymentPayload};

use super::{Answer, read};

#[derive(Deserialize)]
struct Request<'a> {
    #[serde(borrow)]
    payload: &'a RawValue,
    #[serde(borrow)]
    extensions: &'a RawValue,
}

pub(super) fn check(request: &str) -> Result<Answer, Answer> {
    let Request {
        payload,
        extensions,
    } = read(request)?;
    let payment = PaymentPayload::parse(payload.get()).map_err(|error| Answer::from(&error))?;
    let advertised = Json::parse(extensions.get().as_bytes())
        .map_err(|error| Answer::error(format!("extensions: {error}")))?;
    let Json::Object(advertised) = advertised else {
        return Err(Answer::error("extensions: expected an object"));
    };
    Ok(match check_extensions(Some(&advertised), &payment) {
        Ok(()) => Answer::accept(),
        Err(rejection) => Answer::from(&rejection),
    })
}
