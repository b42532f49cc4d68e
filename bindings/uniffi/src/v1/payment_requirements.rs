//! One way to pay.

use x402_core::v1;

use crate::{json::JsonText, message::message};

message! {
    /// One way to pay in version 1: one of the `accepts` of a `PaymentRequiredV1`.
    PaymentRequirementsV1(v1::PaymentRequirements), None, parse_payment_requirements_v1;
    /// How the payment is made, such as `exact`.
    scheme: String = "scheme", |m| m.scheme.to_string();
    /// Where it is made, by version 1's name, such as `base`.
    network: String = "network", |m| m.network.to_string();
    /// How much, in atomic units of the asset: decimal digits.
    max_amount_required: String = "maxAmountRequired", |m| m.max_amount_required.to_string();
    /// The token's address, in the network's own form.
    asset: String = "asset", |m| m.asset.to_string();
    /// Who is paid: an address in the network's own form.
    pay_to: String = "payTo", |m| m.pay_to.to_string();
    /// The URL of what is paid for.
    resource: String = "resource", |m| m.resource.clone();
    /// How long the payment may take, in seconds.
    max_timeout_seconds: u64 = "maxTimeoutSeconds", |m| m.max_timeout_seconds;
    /// What is paid for, for people.
    #[uniffi(default = None)]
    description: Option<String> = "description", |m| m.description.clone();
    /// The media type of the paid answer.
    #[uniffi(default = None)]
    mime_type: Option<String> = "mimeType", |m| m.mime_type.clone();
    /// The form of the paid answer: a JSON object.
    #[uniffi(default = None)]
    output_schema: Option<JsonText> = "outputSchema", |m| JsonText::maybe(m.output_schema.as_ref());
    /// What the scheme needs to know besides: a JSON object.
    #[uniffi(default = None)]
    extra: Option<JsonText> = "extra", |m| JsonText::maybe(m.extra.as_ref());
}
