//! Extensions that come back with a payment, and what is listed of one.

use std::borrow::Cow;

use serde::Deserialize;
use serde_json::{json, value::RawValue};
use x402_core::{
    any::SettleRequest,
    extension::{DiscoveredResource, DiscoveryInput, check_extensions},
    json::Json,
    message::PaymentPayload,
};

use super::{Answer, read};
use crate::schema::Step;

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

#[derive(Deserialize)]
struct Discover<'a> {
    #[serde(borrow)]
    request: Cow<'a, str>,
}

pub(super) fn discover(request: &str) -> Result<Answer, Answer> {
    let Discover { request } = read(request)?;
    let request = SettleRequest::parse(&*request).map_err(|error| Answer::from(&error))?;
    let found = DiscoveredResource::read(&request.submission);
    let listed = match found.map_err(|error| Answer::from(&error))? {
        Some(found) => match found.bazaar.input() {
            DiscoveryInput::Http(input) => {
                json!({"resource": found.resource, "type": "http", "name": input.method.as_str()})
            }
            DiscoveryInput::Mcp(input) => {
                json!({"resource": found.resource, "type": "mcp", "name": input.tool_name.as_str()})
            }
            input => return Err(Answer::error(format!("an unforeseen input: {input:?}"))),
        },
        None => serde_json::Value::Null,
    };
    Ok(Answer::derived([(Step::Discovered, listed.to_string())]))
}
