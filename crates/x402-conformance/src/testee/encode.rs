//! Messages as headers: the same bytes from everybody.

use std::borrow::Cow;

use serde::Deserialize;
use x402_core::{
    header,
    message::{PaymentPayload, PaymentRequired, SettleResponse},
    v1,
};

use super::{Answer, read};
use crate::schema::Step;

#[derive(Deserialize)]
struct Request<'a> {
    #[serde(borrow)]
    header: Cow<'a, str>,
    #[serde(borrow)]
    text: Cow<'a, str>,
}

pub(super) fn header(request: &str) -> Result<Answer, Answer> {
    let Request { header, text } = read(request)?;
    let text = text.as_bytes();
    let encoded = match &*header {
        "payment-required" => PaymentRequired::parse(text)
            .and_then(|message| header::encode_payment_required(&message)),
        "payment-signature" => PaymentPayload::parse(text)
            .and_then(|message| header::encode_payment_signature(&message)),
        "payment-response" => SettleResponse::parse(text)
            .and_then(|message| header::encode_payment_response(&message)),
        "x-payment" => {
            v1::PaymentPayload::parse(text).and_then(|message| header::encode_x_payment(&message))
        }
        "x-payment-response" => SettleResponse::parse(text)
            .and_then(|message| header::encode_x_payment_response(&message)),
        _ => return Ok(Answer::Unsupported),
    };
    Ok(match encoded {
        Ok(value) => Answer::derived([(Step::Header, value)]),
        Err(error) => Answer::from(&error),
    })
}
