//! What a facilitator can do.

use alloc::{collections::BTreeMap, string::String, vec::Vec};

use super::{Message, Path, Read, Text, View, members, message};
use crate::{
    error::Error,
    json::{Json, Object},
};

/// A facilitator's answer to `GET /supported`, in both versions.
///
/// Source: core specification v2 §7.3. `extensions` and `signers`, which version 1 does not
/// have, may be absent: then they are empty.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct SupportedResponse {
    /// The kinds of payment.
    pub kinds: Vec<SupportedKind>,
    /// The extensions, by name.
    pub extensions: Vec<String>,
    /// The facilitator's own addresses, by CAIP-2 pattern such as `eip155:*`.
    pub signers: BTreeMap<String, Vec<String>>,
    unknown: Object<'static>,
}

impl SupportedResponse {
    /// An answer with these kinds, without extensions and signers.
    #[must_use]
    pub fn new(kinds: Vec<SupportedKind>) -> Self {
        Self {
            kinds,
            ..Self::default()
        }
    }

    /// The members that the specification does not know, as they arrived.
    #[must_use]
    pub fn unknown(&self) -> &Object<'static> {
        &self.unknown
    }
}

impl Read for SupportedResponse {
    const NOUN: &'static str = "an object";

    fn read(json: Json<'_>, path: &Path<'_>) -> Result<Self, Error> {
        let names = ["kinds", "extensions", "signers"];
        let ([kinds, extensions, signers], unknown) = members(json, path, names)?;
        Ok(Self {
            kinds: kinds.required()?,
            extensions: extensions.optional()?.unwrap_or_default(),
            signers: signers.optional()?.unwrap_or_default(),
            unknown,
        })
    }
}

impl Message for SupportedResponse {
    fn view(&self) -> View<'_> {
        let signers = self.signers.iter();
        let signers = signers.map(|(pattern, addresses)| (&**pattern, View::texts(addresses)));
        View::members()
            .with("kinds", View::messages(&self.kinds))
            .with("extensions", View::texts(&self.extensions))
            .with("signers", View::Members(signers.collect()))
            .and_unknown(&self.unknown)
    }
}

message!(SupportedResponse);

/// One kind of payment that a facilitator can verify and settle.
///
/// Versions, schemes and networks that this library does not know are read too.
///
/// Source: core specification v2 §7.3.1.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct SupportedKind {
    /// The version of the protocol.
    pub x402_version: u64,
    /// The scheme, such as `exact`.
    pub scheme: Text,
    /// The network: a CAIP-2 name in version 2, one of version 1's own names there.
    pub network: Text,
    /// What the scheme needs to know besides, such as `feePayer`.
    pub extra: Option<Object<'static>>,
    unknown: Object<'static>,
}

impl SupportedKind {
    /// A kind without `extra`.
    #[must_use]
    pub fn new(x402_version: u64, scheme: Text, network: Text) -> Self {
        Self {
            x402_version,
            scheme,
            network,
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

impl Read for SupportedKind {
    const NOUN: &'static str = "an object";

    fn read(json: Json<'_>, path: &Path<'_>) -> Result<Self, Error> {
        let names = ["x402Version", "scheme", "network", "extra"];
        let ([version, scheme, network, extra], unknown) = members(json, path, names)?;
        Ok(Self {
            x402_version: version.required()?,
            scheme: scheme.required()?,
            network: network.required()?,
            extra: extra.optional()?,
            unknown,
        })
    }
}

impl Message for SupportedKind {
    fn view(&self) -> View<'_> {
        View::members()
            .with("x402Version", self.x402_version)
            .with("scheme", &self.scheme)
            .with("network", &self.network)
            .with_some("extra", self.extra.as_ref())
            .and_unknown(&self.unknown)
    }
}

message!(SupportedKind);
