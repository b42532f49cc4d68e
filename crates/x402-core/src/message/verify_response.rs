//! A facilitator's answer to `POST /verify`.

use alloc::string::String;

use super::{Message, Path, Read, View, members, message};
use crate::{
    error::Error,
    json::{Json, Object},
};

/// A facilitator's answer to `POST /verify`, in both versions.
///
/// Reasons that this library does not know are read too.
///
/// Source: core specification v2 §5.4 and §7.1; `invalidMessage`, `extensions` and `extra` are
/// the SDKs' own.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct VerifyResponse {
    /// Whether the payment is valid.
    pub is_valid: bool,
    /// Why it is not: a code.
    pub invalid_reason: Option<String>,
    /// Why it is not, for people.
    pub invalid_message: Option<String>,
    /// Who pays.
    pub payer: Option<String>,
    /// What the facilitator says about extensions.
    pub extensions: Option<Object<'static>>,
    /// What the scheme says besides.
    pub extra: Option<Object<'static>>,
    unknown: Object<'static>,
}

impl VerifyResponse {
    /// An answer that says nothing but whether the payment is valid.
    #[must_use]
    pub fn new(is_valid: bool) -> Self {
        Self {
            is_valid,
            invalid_reason: None,
            invalid_message: None,
            payer: None,
            extensions: None,
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

impl Read for VerifyResponse {
    const NOUN: &'static str = "an object";

    fn read(json: Json<'_>, path: &Path<'_>) -> Result<Self, Error> {
        let names = [
            "isValid",
            "invalidReason",
            "invalidMessage",
            "payer",
            "extensions",
            "extra",
        ];
        let (
            [
                is_valid,
                invalid_reason,
                invalid_message,
                payer,
                extensions,
                extra,
            ],
            unknown,
        ) = members(json, path, names)?;
        Ok(Self {
            is_valid: is_valid.required()?,
            invalid_reason: invalid_reason.optional()?,
            invalid_message: invalid_message.optional()?,
            payer: payer.optional()?,
            extensions: extensions.optional()?,
            extra: extra.optional()?,
            unknown,
        })
    }
}

impl Message for VerifyResponse {
    fn view(&self) -> View<'_> {
        View::members()
            .with("isValid", self.is_valid)
            .with_some("invalidReason", self.invalid_reason.as_ref())
            .with_some("invalidMessage", self.invalid_message.as_ref())
            .with_some("payer", self.payer.as_ref())
            .with_some("extensions", self.extensions.as_ref())
            .with_some("extra", self.extra.as_ref())
            .and_unknown(&self.unknown)
    }
}

message!(VerifyResponse);
