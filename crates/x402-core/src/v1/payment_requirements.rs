//! One way to pay.

use alloc::string::String;

use crate::{
    amount::Amount,
    error::Error,
    json::{Json, Object},
    message::{Message, Path, Read, Text, View, members, message},
};

/// One way to pay: one of the `accepts` of a [`PaymentRequired`](super::PaymentRequired).
///
/// Schemes and networks that this library does not know are read too.
///
/// Source: core specification v1 §5.1.2. It requires `description`; the Python SDK may leave it
/// out, so it may be absent.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct PaymentRequirements {
    /// How the payment is made, such as `exact`.
    pub scheme: Text,
    /// Where it is made, such as `base-sepolia`; [`NetworkName`](super::NetworkName) knows some.
    pub network: Text,
    /// How much at most, in atomic units of the asset.
    pub max_amount_required: Amount,
    /// The token's address, in the network's own form.
    pub asset: Text,
    /// Who is paid: an address in the network's own form.
    pub pay_to: Text,
    /// The URL of what is paid for.
    pub resource: String,
    /// What it is, for people.
    pub description: Option<String>,
    /// The media type of the paid answer.
    pub mime_type: Option<String>,
    /// What the paid answer looks like, as JSON Schema.
    pub output_schema: Option<Object<'static>>,
    /// How long the payment may take, in seconds.
    pub max_timeout_seconds: u64,
    /// What the scheme needs to know besides.
    pub extra: Option<Object<'static>>,
    unknown: Object<'static>,
}

impl PaymentRequirements {
    /// A way to pay for the resource at this URL, without the optional members.
    #[must_use]
    pub fn new(
        scheme: Text,
        network: Text,
        max_amount_required: Amount,
        asset: Text,
        pay_to: Text,
        resource: String,
        max_timeout_seconds: u64,
    ) -> Self {
        Self {
            scheme,
            network,
            max_amount_required,
            asset,
            pay_to,
            resource,
            description: None,
            mime_type: None,
            output_schema: None,
            max_timeout_seconds,
            extra: None,
            unknown: Object::new(),
        }
    }

    /// The members that the specification does not know, as they arrived.
    #[must_use]
    pub fn unknown(&self) -> &Object<'static> {
        &self.unknown
    }
}

impl Read for PaymentRequirements {
    const NOUN: &'static str = "an object";

    fn read(json: Json<'_>, path: &Path<'_>) -> Result<Self, Error> {
        let names = [
            "scheme",
            "network",
            "maxAmountRequired",
            "asset",
            "payTo",
            "resource",
            "description",
            "mimeType",
            "outputSchema",
            "maxTimeoutSeconds",
            "extra",
        ];
        let (
            [
                scheme,
                network,
                max_amount_required,
                asset,
                pay_to,
                resource,
                description,
                mime_type,
                output_schema,
                max_timeout_seconds,
                extra,
            ],
            unknown,
        ) = members(json, path, names)?;
        Ok(Self {
            scheme: scheme.required()?,
            network: network.required()?,
            max_amount_required: max_amount_required.required()?,
            asset: asset.required()?,
            pay_to: pay_to.required()?,
            resource: resource.required()?,
            description: description.optional()?,
            mime_type: mime_type.optional()?,
            output_schema: output_schema.optional()?,
            max_timeout_seconds: max_timeout_seconds.required()?,
            extra: extra.optional()?,
            unknown,
        })
    }
}

impl Message for PaymentRequirements {
    fn view(&self) -> View<'_> {
        View::members()
            .with("scheme", &self.scheme)
            .with("network", &self.network)
            .with("maxAmountRequired", &self.max_amount_required)
            .with("asset", &self.asset)
            .with("payTo", &self.pay_to)
            .with("resource", &self.resource)
            .with_some("description", self.description.as_ref())
            .with_some("mimeType", self.mime_type.as_ref())
            .with_some("outputSchema", self.output_schema.as_ref())
            .with("maxTimeoutSeconds", self.max_timeout_seconds)
            .with_some("extra", self.extra.as_ref())
            .and_unknown(&self.unknown)
    }
}

message!(PaymentRequirements);
