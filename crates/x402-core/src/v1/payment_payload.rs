//! The client's payment.

use crate::{
    error::Error,
    json::{Json, Object},
    message::{Message, Path, Read, Text, View, members, message},
};

/// The client's payment: the header `X-PAYMENT` of a request.
///
/// `payload` stays as it is: what is wrong inside it is for the rules of the scheme to refuse,
/// not for the reader.
///
/// Source: core specification v1 §5.2.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct PaymentPayload {
    /// How the payment is made, such as `exact`.
    pub scheme: Text,
    /// Where it is made, such as `base-sepolia`; [`NetworkName`](super::NetworkName) knows some.
    pub network: Text,
    /// The payment itself, in the scheme's own form.
    pub payload: Object<'static>,
    unknown: Object<'static>,
}

impl PaymentPayload {
    /// The `x402Version` of this message.
    pub const X402_VERSION: u64 = 1;

    /// A payment.
    #[must_use]
    pub fn new(scheme: Text, network: Text, payload: Object<'static>) -> Self {
        Self {
            scheme,
            network,
            payload,
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
        let names = ["x402Version", "scheme", "network", "payload"];
        let ([version, scheme, network, payload], unknown) = members(json, path, names)?;
        version.version(Self::X402_VERSION)?;
        Ok(Self {
            scheme: scheme.required()?,
            network: network.required()?,
            payload: payload.required()?,
            unknown,
        })
    }
}

impl Message for PaymentPayload {
    fn view(&self) -> View<'_> {
        View::members()
            .with("x402Version", Self::X402_VERSION)
            .with("scheme", &self.scheme)
            .with("network", &self.network)
            .with("payload", &self.payload)
            .and_unknown(&self.unknown)
    }
}

message!(PaymentPayload);
