//! Extensions that come back with a payment, and what is listed of one.

use std::borrow::Cow;

use serde::Deserialize;
use serde_json::{Map, Value, value::RawValue};
use x402_core::{
    any::SettleRequest,
    extension::{DiscoveredResource, DiscoveryInput, check_extensions},
    json::Json,
    message::{Label, PaymentPayload},
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
        Some(found) => listed(&found)?,
        None => Value::Null,
    };
    Ok(Answer::derived([(Step::Discovered, listed.to_string())]))
}

fn listed(found: &DiscoveredResource) -> Result<Value, Answer> {
    let (kind, name) = match found.bazaar.input() {
        DiscoveryInput::Http(input) => ("http", input.method.as_str()),
        DiscoveryInput::Mcp(input) => ("mcp", input.tool_name.as_str()),
        input => return Err(Answer::error(format!("an unforeseen input: {input:?}"))),
    };
    let mut listed = Map::new();
    listed.insert("resource".to_owned(), found.resource.as_str().into());
    listed.insert("type".to_owned(), kind.into());
    listed.insert("name".to_owned(), name.into());
    let service = &found.service;
    if let Some(name) = &service.service_name {
        listed.insert("serviceName".to_owned(), name.as_str().into());
    }
    if !service.tags.is_empty() {
        let tags: Vec<_> = service.tags.iter().map(Label::as_str).collect();
        listed.insert("tags".to_owned(), tags.into());
    }
    if let Some(url) = &service.icon_url {
        listed.insert("iconUrl".to_owned(), url.as_str().into());
    }
    Ok(Value::Object(listed))
}
