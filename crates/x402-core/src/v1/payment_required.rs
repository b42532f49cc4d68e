//! The answer that asks for payment.

use alloc::string::String;

use super::PaymentRequirements;
use crate::{
    error::Error,
    json::{Json, Object},
    message::{Message, NonEmpty, Path, Read, View, members, message},
};

/// The answer that asks for payment: the JSON body of a 402.
///
/// Source: core specification v1 §5.1, where it is `PaymentRequirementsResponse`. It requires
/// `error`; both official SDKs may leave it out, so it may be absent.
#[doc(alias = "PaymentRequirementsResponse")]
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct PaymentRequired {
    /// Why payment is required, for people.
    pub error: Option<String>,
    /// The ways to pay, of which the client chooses one.
    pub accepts: NonEmpty<PaymentRequirements>,
    unknown: Object<'static>,
}

impl PaymentRequired {
    /// The `x402Version` of this message.
    pub const X402_VERSION: u64 = 1;

    /// An answer that offers these ways to pay and says nothing else.
    #[must_use]
    pub fn new(accepts: NonEmpty<PaymentRequirements>) -> Self {
        Self {
            error: None,
            accepts,
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
        let ([version, error, accepts], unknown) =
            members(json, path, ["x402Version", "error", "accepts"])?;
        version.version(Self::X402_VERSION)?;
        Ok(Self {
            error: error.optional()?,
            accepts: accepts.required()?,
            unknown,
        })
    }
}

impl Message for PaymentRequired {
    fn view(&self) -> View<'_> {
        View::members()
            .with("x402Version", Self::X402_VERSION)
            .with_some("error", self.error.as_ref())
            .with("accepts", &self.accepts)
            .and_unknown(&self.unknown)
    }
}

message!(PaymentRequired);
