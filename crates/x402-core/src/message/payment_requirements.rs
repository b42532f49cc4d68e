//! One way to pay.

use super::{Message, Path, Read, Text, View, members, message};
use crate::{
    amount::Amount,
    error::Error,
    json::{Json, Object},
    network::Network,
};

/// One way to pay: one of the `accepts` of a [`PaymentRequired`](super::PaymentRequired).
///
/// Schemes and networks that this library does not know are read too: a client passes them over.
///
/// Source: core specification v2 §5.1.2.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct PaymentRequirements {
    /// How the payment is made, such as `exact`.
    pub scheme: Text,
    /// Where it is made.
    pub network: Network,
    /// How much, in atomic units of the asset.
    pub amount: Amount,
    /// The token's address, in the network's own form.
    pub asset: Text,
    /// Who is paid: an address in the network's own form, or a role such as `merchant`.
    pub pay_to: Text,
    /// How long the payment may take, in seconds.
    pub max_timeout_seconds: u64,
    /// What the scheme needs to know besides.
    pub extra: Option<Object<'static>>,
    unknown: Object<'static>,
}

impl PaymentRequirements {
    /// A way to pay without `extra`.
    #[must_use]
    pub fn new(
        scheme: Text,
        network: Network,
        amount: Amount,
        asset: Text,
        pay_to: Text,
        max_timeout_seconds: u64,
    ) -> Self {
        Self {
            scheme,
            network,
            amount,
            asset,
            pay_to,
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
            "amount",
            "asset",
            "payTo",
            "maxTimeoutSeconds",
            "extra",
        ];
        let (
            [
                scheme,
                network,
                amount,
                asset,
                pay_to,
                max_timeout_seconds,
                extra,
            ],
            unknown,
        ) = members(json, path, names)?;
        Ok(Self {
            scheme: scheme.required()?,
            network: network.required()?,
            amount: amount.required()?,
            asset: asset.required()?,
            pay_to: pay_to.required()?,
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
            .with("amount", &self.amount)
            .with("asset", &self.asset)
            .with("payTo", &self.pay_to)
            .with("maxTimeoutSeconds", self.max_timeout_seconds)
            .with_some("extra", self.extra.as_ref())
            .and_unknown(&self.unknown)
    }
}

message!(PaymentRequirements);
