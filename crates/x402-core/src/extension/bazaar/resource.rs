//! A resource that a facilitator has learnt of by a payment.

use alloc::{
    format,
    string::{String, ToString as _},
    vec,
};

use super::{
    discovery::{self, Bazaar},
    info::DiscoveryInput,
    route_template::RouteTemplate,
    service_metadata::ServiceMetadata,
};
use crate::{
    any::Submission,
    error::Error,
    json::{Json, Object},
    message::{PaymentRequirements, ResourceInfo},
    timestamp::UnixTimestamp,
    version::X402Version,
};

/// A resource that a facilitator can list: what a payment that it has settled states of it.
///
/// Everything in it is the payer's copy of what the seller advertised. List a resource after a
/// payment for it has been settled, so that to place an entry costs money.
///
/// Source: `specs/extensions/bazaar.md`; core specification v2 §8 for the item.
///
/// ```
/// use x402_core::{VerifyRequest, extension::DiscoveredResource};
///
/// let request = VerifyRequest::parse(r#"{"x402Version": 2,
///     "paymentPayload": {"x402Version": 2, "accepted": {}, "payload": {},
///         "resource": {"url": "https://api.example.com/users/7?page=2"},
///         "extensions": {"bazaar": {
///             "info": {"input": {"type": "http", "method": "GET"}},
///             "schema": {"type": "object"}, "routeTemplate": "/users/:id"}}},
///     "paymentRequirements": {"scheme": "exact", "network": "eip155:8453", "amount": "10000",
///         "asset": "0x833589fCD6eDb6E08f4c7C32D4f71b54bdA02913",
///         "payTo": "0x209693Bc6afc0C5328bA36FaF03C514EF312287C", "maxTimeoutSeconds": 60}}"#)?;
/// let found = DiscoveredResource::read(&request.submission)?.expect("it can be listed");
/// assert_eq!(found.resource, "https://api.example.com/users/:id");
/// # Ok::<_, x402_core::Error>(())
/// ```
#[derive(Clone, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub struct DiscoveredResource {
    /// The resource's URL without query and fragment. Where the route has a template, it is the path.
    pub resource: String,
    /// What the resource takes and gives.
    pub bazaar: Bazaar,
    /// The way to pay that the payment was for.
    pub accepts: PaymentRequirements,
    /// What the payment states of the resource.
    pub info: ResourceInfo,
    /// What of that is listed of the service that offers the resource.
    pub service: ServiceMetadata,
}

impl DiscoveredResource {
    /// Reads a payment; `None` if it does not state a resource that can be listed.
    ///
    /// Payments of version 1 are not read: there the extension does not exist. A route's template
    /// that breaks a rule is discarded, and the concrete path is listed: the payer could have
    /// changed it. So is what breaks a rule of the service's name, keywords and icon.
    ///
    /// # Errors
    ///
    /// Those of [`Bazaar::read`].
    pub fn read(submission: &Submission) -> Result<Option<Self>, Error> {
        let Submission::V2 {
            payment_payload,
            payment_requirements,
        } = submission
        else {
            return Ok(None);
        };
        let extension = payment_payload.extensions.as_ref();
        let Some(extension) = extension.and_then(|all| all.get(Bazaar::NAME)) else {
            return Ok(None);
        };
        let bazaar = discovery::read(&without_bad_template(extension))?;
        let Some(info) = payment_payload.resource.clone() else {
            return Ok(None);
        };
        Ok(Some(Self {
            resource: listed(info.url.as_str(), &bazaar),
            bazaar,
            accepts: payment_requirements.clone(),
            service: ServiceMetadata::read(&info),
            info,
        }))
    }

    /// The name of the tool, for a tool of an MCP server.
    #[must_use]
    pub fn tool_name(&self) -> Option<&str> {
        match self.bazaar.input() {
            DiscoveryInput::Mcp(input) => Some(input.tool_name.as_str()),
            DiscoveryInput::Http(_) => None,
        }
    }

    /// The entry of `items` in the answer to `GET /discovery/resources`.
    #[must_use]
    pub fn to_item(&self, last_updated: UnixTimestamp) -> Json<'static> {
        let kind = match self.bazaar.input() {
            DiscoveryInput::Http(_) => "http",
            DiscoveryInput::Mcp(_) => "mcp",
        };
        let mut item = Object::new();
        item.insert("resource", self.resource.clone());
        item.insert("type", kind);
        item.insert("x402Version", X402Version::V2.number());
        item.insert("accepts", vec![self.accepts.to_json()]);
        item.insert("lastUpdated", last_updated.seconds());
        let described = [
            ("description", &self.info.description),
            ("mimeType", &self.info.mime_type),
        ];
        for (name, text) in described {
            if let Some(text) = text.as_ref().filter(|text| !text.is_empty()) {
                item.insert(name, text.clone());
            }
        }
        for (name, value) in self.service.members() {
            item.insert(name, value);
        }
        let mut extensions = Object::new();
        extensions.insert(Bazaar::NAME, self.bazaar.to_json());
        item.insert("extensions", extensions);
        Json::Object(item)
    }
}

/// The extension as it is listed: a template that is not one is left out.
fn without_bad_template(extension: &Json<'_>) -> Json<'static> {
    let mut extension = extension.clone().into_owned();
    if let Json::Object(members) = &mut extension {
        let template = members.get(TEMPLATE).map(Json::as_str);
        let is_bad =
            |text: Option<&str>| text.is_none_or(|it| it.parse::<RouteTemplate>().is_err());
        if template.is_some_and(is_bad) {
            members.remove(TEMPLATE);
        }
    }
    extension
}

const TEMPLATE: &str = "routeTemplate";

fn listed(url: &str, bazaar: &Bazaar) -> String {
    let end = url.find(['?', '#']).unwrap_or(url.len());
    let url = url.get(..end).unwrap_or(url);
    let Some(template) = bazaar.route_template() else {
        return url.into();
    };
    match url.split_once("://") {
        Some((scheme, rest)) => {
            let authority = rest.split('/').next().unwrap_or(rest);
            format!("{scheme}://{authority}{template}")
        }
        None => template.to_string(),
    }
}
