//! An entry of `accepts`, before it is an offer.

use alloc::format;

use super::error::OfferError;
use crate::{
    amount::Amount,
    json::{Json, Object},
    network::Network,
    version::X402Version,
};

/// An entry of `accepts`, both versions alike.
pub(crate) struct Parts<'a> {
    pub(crate) version: X402Version,
    pub(crate) scheme: &'a str,
    pub(crate) network: Network,
    pub(crate) network_text: &'a str,
    pub(crate) amount: Amount,
    pub(crate) asset: &'a str,
    pub(crate) pay_to: &'a str,
    pub(crate) max_timeout_seconds: u64,
    pub(crate) extra: Option<&'a Object<'static>>,
}

impl<'a> Parts<'a> {
    /// A string member of `extra`; absent and `null` are the same.
    pub(crate) fn extra_string(&self, name: &'static str) -> Result<Option<&'a str>, OfferError> {
        match self.extra.and_then(|extra| extra.get(name)) {
            None | Some(Json::Null) => Ok(None),
            Some(Json::String(text)) => Ok(Some(text)),
            Some(other) => Err(OfferError::new(
                format!("/extra/{name}"),
                "a string",
                other.describe(),
            )),
        }
    }

    /// A string member of `extra` without which nobody could pay.
    pub(crate) fn extra_needed(&self, name: &'static str) -> Result<&'a str, OfferError> {
        match self.extra_string(name)? {
            Some(text) if !text.is_empty() => Ok(text),
            other => Err(OfferError::new(
                format!("/extra/{name}"),
                "a non-empty string",
                other.map_or("nothing", |_| "an empty string"),
            )),
        }
    }
}
