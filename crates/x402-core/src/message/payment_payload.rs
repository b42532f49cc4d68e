//! The client's payment.

use super::{Message, Path, Read, ResourceInfo, View, members, message};
use crate::{
    error::Error,
    json::{Json, Object},
};

/// The client's payment: the header `PAYMENT-SIGNATURE` of a request.
///
/// `accepted` and `payload` stay as they are: what is wrong inside them is for the rules of the
/// scheme to refuse, not for the reader.
///
/// Source: core specification v2 §5.2.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct PaymentPayload {
    /// What is paid for.
    pub resource: Option<ResourceInfo>,
    /// The way to pay that the client chose: the `PaymentRequirements` as it says it read them.
    pub accepted: Object<'static>,
    /// The payment itself, in the scheme's own form.
    pub payload: Object<'static>,
    /// What the client answers to the server's extensions.
    pub extensions: Option<Object<'static>>,
    unknown: Object<'static>,
}

impl PaymentPayload {
    /// The `x402Version` of this message.
    pub const X402_VERSION: u64 = 2;

    /// A payment without `resource` and `extensions`.
    #[must_use]
    pub fn new(accepted: Object<'static>, payload: Object<'static>) -> Self {
        Self {
            resource: None,
            accepted,
            payload,
            extensions: None,
            unknown: Object::new(),
        }
    }

    /// The members that the specification does not know, as they arrived.
    #[must_use]
    pub fn unknown(&self) -> &Object<'static> {
        &self.unknown
    }
}

impl Read for PaymentPayload {
    const NOUN: &'static str = "an object";

    fn read(json: Json<'_>, path: &Path<'_>) -> Result<Self, Error> {
        let names = [
            "x402Version",
            "resource",
            "accepted",
            "payload",
            "extensions",
        ];
        let ([version, resource, accepted, payload, extensions], unknown) =
            members(json, path, names)?;
        version.version(Self::X402_VERSION)?;
        Ok(Self {
            resource: resource.optional()?,
            accepted: accepted.required()?,
            payload: payload.required()?,
            extensions: extensions.optional()?,
            unknown,
        })
    }
}

impl Message for PaymentPayload {
    fn view(&self) -> View<'_> {
        View::members()
            .with("x402Version", Self::X402_VERSION)
            .with_some("resource", self.resource.as_ref())
            .with("accepted", &self.accepted)
            .with("payload", &self.payload)
            .with_some("extensions", self.extensions.as_ref())
            .and_unknown(&self.unknown)
    }
}

message!(PaymentPayload);
