//! The answer that asks for payment.

use alloc::string::String;

use super::{
    Message, NonEmpty, Path, PaymentRequirements, Read, ResourceInfo, View, members, message,
};
use crate::{
    error::Error,
    json::{Json, Object},
};

/// The answer that asks for payment: the header `PAYMENT-REQUIRED` of a 402.
///
/// Source: core specification v2 §5.1. It requires `resource`; the Python SDK leaves it out, so
/// it may be absent.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct PaymentRequired {
    /// Why payment is required, for people.
    pub error: Option<String>,
    /// What is paid for.
    pub resource: Option<ResourceInfo>,
    /// The ways to pay, of which the client chooses one.
    pub accepts: NonEmpty<PaymentRequirements>,
    /// What the server supports besides, by extension.
    pub extensions: Option<Object<'static>>,
    unknown: Object<'static>,
}

impl PaymentRequired {
    /// The `x402Version` of this message.
    pub const X402_VERSION: u64 = 2;

    /// An answer that offers these ways to pay and says nothing else.
    #[must_use]
    pub fn new(accepts: NonEmpty<PaymentRequirements>) -> Self {
        Self {
            error: None,
            resource: None,
            accepts,
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

impl Read for PaymentRequired {
    const NOUN: &'static str = "an object";

    fn read(json: Json<'_>, path: &Path<'_>) -> Result<Self, Error> {
        let names = ["x402Version", "error", "resource", "accepts", "extensions"];
        let ([version, error, resource, accepts, extensions], unknown) =
            members(json, path, names)?;
        version.version(Self::X402_VERSION)?;
        Ok(Self {
            error: error.optional()?,
            resource: resource.optional()?,
            accepts: accepts.required()?,
            extensions: extensions.optional()?,
            unknown,
        })
    }
}

impl Message for PaymentRequired {
    fn view(&self) -> View<'_> {
        View::members()
            .with("x402Version", Self::X402_VERSION)
            .with_some("error", self.error.as_ref())
            .with_some("resource", self.resource.as_ref())
            .with("accepts", &self.accepts)
            .with_some("extensions", self.extensions.as_ref())
            .and_unknown(&self.unknown)
    }
}

message!(PaymentRequired);
